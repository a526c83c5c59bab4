import { describe, expect, test } from '@jest/globals';
import type { Gate } from '../../events/gate.ts';
import type { PermitRequest } from '../../events/permit.ts';
import type { SendRecord } from '../../events/send-record.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { type ClaimPorts, claimOutside } from '../../shared/sending/outside-permit.ts';
import { gateOf, NOW } from '../functions/send-world.ts';
import { granted, OPEN, withdrawn } from '../histories.ts';

const request: PermitRequest = {
  channel: 'email',
  purpose: 'newsletter',
  address: 'jane@example.com',
  messageId: 'm1',
};

/** Ports in memory that tell what was done; `claims`: how each claim in turn is answered. */
function claimWorld(
  claims: ('yes' | 'no' | 'lost')[],
  more: Partial<ClaimPorts> = {},
  gate: Gate = gateOf([granted(0)]),
) {
  const steps: string[] = [];
  const measured: unknown[] = [];
  const ports: ClaimPorts = {
    catalogue,
    allowedRecipients: ['example.com'],
    keys: async () => ({ pepper: new Uint8Array(32), matchKey: new Uint8Array(32) }),
    rules: OPEN,
    clock: { now: () => NOW, monotonicMs: () => 0, sleep: async () => {}, random: () => 0 },
    isSpoolEmpty: async () => true,
    permits: {
      readGate: async () => {
        steps.push('read');
        return gate;
      },
      async claim() {
        const answer = claims.shift();
        steps.push(`claim: ${answer}`);
        if (answer === 'lost') throw new Error('no answer');
        return answer === 'yes';
      },
      release: async () => {
        steps.push('release');
      },
    },
    isOnRecord: async () => false,
    addHold: async (_, hold) => {
      steps.push(`hold: ${hold}`);
    },
    readSend: async () => undefined,
    settle: async (_, __, state) => steps.push(state),
    minter:
      async () =>
      ({ permit }) =>
        `token of ${permit}`,
    measure: (name, value, dimensions) => {
      measured.push([name, value, dimensions]);
    },
    ...more,
  };
  return {
    ...{ steps, measured },
    claim: (over: Partial<PermitRequest> = {}) =>
      claimOutside(ports, 'crm', { ...request, ...over }),
  };
}

describe('a claim over HTTP', () => {
  test('in a closed deployment is refused, whatever the gate says', async () => {
    const { claim, steps } = claimWorld(['yes'], { rules: { ...OPEN, isOpen: false } });
    await expect(claim()).rejects.toMatchObject({ code: 'send_refused', reason: 'closed' });
    expect(steps).toEqual(['read']);
  });

  test('where withdrawals wait in the spool does not even look at the gate', async () => {
    const { claim, steps } = claimWorld(['yes'], { isSpoolEmpty: async () => false });
    await expect(claim()).rejects.toMatchObject({ code: 'unavailable' });
    expect(steps).toEqual([]);
  });

  test('reads the gate anew when it has moved, and then succeeds', async () => {
    const { claim, steps } = claimWorld(['no', 'yes']);
    expect(await claim()).toMatchObject({ validForMs: 5_000, reason: 'consented' });
    expect(steps).toEqual(['read', 'claim: no', 'read', 'claim: yes']);
  });

  test('gives up on a gate that keeps moving', async () => {
    const { claim, steps } = claimWorld(Array(9).fill('no'));
    await expect(claim()).rejects.toMatchObject({ code: 'unavailable' });
    expect(steps.filter((step) => step === 'claim: no')).toHaveLength(4);
  });

  test('whose answer got lost is given back, permit first, and nothing is handed out', async () => {
    const { claim, steps } = claimWorld(['lost']);
    await expect(claim()).rejects.toMatchObject({ code: 'unavailable' });
    expect(steps).toEqual(['read', 'claim: lost', 'release', 'reopened']);
  });

  test('of a message that somebody else holds is refused by its record', async () => {
    const readSend = async () => ({ state: 'claimed' }) as SendRecord;
    const { claim } = claimWorld(['no'], { readSend });
    await expect(claim()).rejects.toMatchObject({ code: 'message_id_used' });
  });

  const held = (id: string, count: number): Gate['permits'] =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `${id}.${index}`,
        { scope: 'email.newsletter', at: NOW.toISOString() },
      ]),
    );
  const gateWith = (permits: Gate['permits']): Gate => ({ ...gateOf([granted(0)]), permits });

  test('waits while its own client has four permits unreleased here, and not for those of another', async () => {
    const gate = gateWith(held('outside.crm', 4));
    const own = claimWorld(['yes'], {}, gate);
    await expect(own.claim()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('4 permits for this recipient that it has not released'),
    });
    expect(own.steps).toEqual(['read']);
    for (const others of [held('outside.crm-2', 4), held('outside.cr', 4), held('run-1', 4)]) {
      const { claim } = claimWorld(['yes'], {}, gateWith({ ...others, ...held('outside.crm', 3) }));
      expect(await claim()).toMatchObject({ validForMs: 5_000 });
    }
  });

  test('of a client’s permits counts only those that somebody may still use', async () => {
    const at = new Date(NOW.getTime() - 100_001).toISOString();
    const old = Object.entries(held('outside.crm', 4)).map(([id, permit]) => [
      id,
      { ...permit, at },
    ]);
    const { claim } = claimWorld(['yes'], {}, gateWith(Object.fromEntries(old)));
    expect(await claim()).toMatchObject({ validForMs: 5_000 });
  });

  test.each([
    ['an email address', { address: 'jane@example.net' }],
    ['a number', { channel: 'sms', purpose: 'offers', address: '07700 900123' }],
    ['a number to call', { channel: 'phone', purpose: 'events', address: '07700 900123' }],
    [
      'any postal address',
      { channel: 'post', purpose: 'catalogue', address: '4 Mill Lane\nLF1 2AB' },
    ],
  ] as const)('for %s off this deployment’s list is refused as closed', async (_, over) => {
    const { claim, steps, measured } = claimWorld(['yes']);
    await expect(claim(over)).rejects.toMatchObject({ code: 'send_refused', reason: 'closed' });
    expect(steps).toEqual([]);
    expect(measured).toMatchObject([['GateRefusals', 1, { Reason: 'closed' }]]);
  });

  test.each([
    ['keys', 'keys'],
    ['link keys', 'minter'],
    ['gate', 'gate'],
    ['record', 'readSend'],
  ])('whose %s cannot be reached is told to ask again', async (_, what) => {
    const away = async () => {
      throw Object.assign(new Error('nobody there'), { name: 'TimeoutError' });
    };
    const permits = { readGate: away, claim: async () => false, release: away };
    const port = what === 'gate' ? { permits } : { [what]: away };
    const { claim } = claimWorld(['no'], port);
    await expect(claim()).rejects.toMatchObject({ code: 'unavailable', reason: 'unavailable' });
  });

  test('that fails by a mistake of ours stays one', async () => {
    const readSend = async () => {
      throw new TypeError('a bug');
    };
    await expect(claimWorld(['no'], { readSend }).claim()).rejects.toThrow(TypeError);
  });

  test('counts as a permit or, with its reason, as a refusal; what is only late counts as neither', async () => {
    const given = claimWorld(['yes']);
    await given.claim();
    expect(given.measured).toEqual([['Permits', 1, { Channel: 'email' }]]);
    const refused = claimWorld(['yes'], {}, gateOf([granted(0), withdrawn(1)]));
    await expect(refused.claim()).rejects.toMatchObject({ reason: 'withdrawn' });
    expect(refused.measured).toEqual([
      ['GateRefusals', 1, { Channel: 'email', Reason: 'withdrawn' }],
    ]);
    const late = claimWorld(['lost']);
    await expect(late.claim()).rejects.toMatchObject({ code: 'unavailable' });
    expect(late.measured).toEqual([]);
  });
});
