import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { record } from '../../shared/ledger/record.ts';
import { applySpooled, withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { enumerate } from './enumerate.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { applying, leavingWhileDown } from './spool-operations.ts';
import { type FaultEngine, startFaultEngine } from './world.ts';

const LIMIT_MS = 1_000;

let engine: FaultEngine;
beforeAll(async () => {
  engine = await startFaultEngine();
});
afterAll(() => engine?.stop());

describe('F1, F2, F5, F6, F12, F13, F14: a mishap at every await', () => {
  test.each(operations)('of "$name" loses and doubles nothing', async (operation) => {
    const { points, missed, findings } = await enumerate(engine, operation, { pairs: false });
    expect(points.length).toBeGreaterThan(2);
    expect(missed).toBe(0);
    expect(findings).toEqual([]);
  });
});

describe('the same harness catches', () => {
  const broken = (
    name: string,
    change: (operation: Operation) => Operation,
  ): [string, Operation] => {
    const operation = operations.find((candidate) => candidate.name.startsWith(name));
    if (!operation) throw new Error(`no operation ${name}`);
    return [name, change(operation)];
  };

  test('a caller that names its submission anew each time it repeats it', async () => {
    const [, operation] = broken('record', (given) => ({
      ...given,
      async begin(world) {
        let named = 0;
        const begun = await given.begin({
          ...world,
          ledger: {
            ...world.ledger,
            commit: (submission, ...rest) =>
              world.ledger.commit({ ...submission, id: `${submission.id} ${named++}` }, ...rest),
            findSubmission: async () => undefined,
          },
        });
        return begun;
      },
    }));
    const { findings } = await enumerate(engine, operation, { pairs: false });
    expect(findings.flatMap(({ says }) => says)).toContain('1 events doubled');
  });

  test('a withdrawal that is acknowledged as soon as it is committed', async () => {
    const [, operation] = broken('withdraw over', (given) => ({
      ...given,
      async begin(world) {
        const begun = await given.begin(world);
        const { contactId } = begun as typeof begun & { contactId: string };
        const undrained = () =>
          record(world.ledger, world.clock, {
            source: 'one-click',
            parts: [
              {
                ...{ contactId, matchId: null },
                requests: [{ kind: 'withdraw', cover: 'email.newsletter', reason: 'withdrawn' }],
              },
            ],
            ...{ caller: 'test', idempotencyKey: (seen) => `${contactId} ${seen}`, bodyHash: '' },
          });
        return { ...begun, attempt: undrained };
      },
    }));
    const { findings } = await enumerate(engine, operation, { pairs: false });
    expect(findings.flatMap(({ says }) => says)).toContain('acknowledged over a live permit');
  });

  test('a spool’s consumer that lifts the hold before it commits', async () => {
    const liftsFirst = applying(async (ports, message) => {
      const ledger = ports.ledger(AbortSignal.timeout(LIMIT_MS));
      for (const { contactId } of message.parts) await ledger.liftHold(contactId, message.hold);
      await applySpooled(ports, message);
    });
    const { findings } = await enumerate(engine, liftsFirst, { pairs: false });
    expect(findings.flatMap(({ says }) => says)).toContain('neither held nor in force');
  });

  test('a withdrawal that is answered with 202 before it is in the spool', async () => {
    const careless = leavingWhileDown((ports, withdrawal) =>
      withdrawOrSpool(ports, withdrawal).catch(() => 'spooled'),
    );
    const { findings } = await enumerate(engine, careless, { pairs: false });
    expect(findings.flatMap(({ says }) => says)).toContain(
      'received, and nothing waits in the spool',
    );
  });
});
