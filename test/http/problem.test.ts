import { describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { Problem } from '../../events/problem.ts';
import { ConsentError, errorCodes } from '../../shared/errors.ts';
import { door } from '../../shared/http/door.ts';
import { problemOf, problemResponse } from '../../shared/http/problem.ts';
import { parse, pointerTo } from '../../shared/http/request.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';

const secret = 'jane@example.com in table Ledger';
const event = gatewayEvent({ method: 'GET', path: '/' });

const answerTo = (error: unknown) =>
  door(async () => {
    throw error;
  })(event, lambdaContext);

/** What was written to standard output meanwhile. */
async function logged(act: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  await act().finally(() => write.mockRestore());
  return lines.join('');
}

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('a problem document', () => {
  test.each(errorCodes)('PRB-1: of %s says its media type, and its status twice', (code) => {
    const problem = problemOf(new ConsentError(code, 'What is wrong.'));
    const { statusCode, headers, body } = problemResponse(problem);
    expect(headers?.['content-type']).toBe('application/problem+json');
    expect(headers?.['cache-control']).toBe('no-store');
    expect(statusCode).toBe(problem.status);
    expect(Problem.parse(JSON.parse(body ?? ''))).toEqual(problem);
    expect(new URL(problem.type).protocol).toBe('urn:');
    expect(problem.status).toBeGreaterThanOrEqual(400);
  });

  test('PRB-2: keeps its title, whatever the occurrence; the detail helps', () => {
    const [one, two] = ['a', 'b'].map((detail) => problemOf(new ConsentError('invalid', detail)));
    expect(one?.title).toBe(two?.title);
    expect([one?.detail, two?.detail]).toEqual(['a', 'b']);
  });

  test('PRB-3: has no member beyond the standard and `errors`', () => {
    const errors = [{ detail: 'x', pointer: '#/a' }];
    expect(Object.keys(problemOf(new ConsentError('invalid', 'x', { errors }))).toSorted()).toEqual(
      ['detail', 'errors', 'status', 'title', 'type'],
    );
  });

  test('PRB-4: names several faults in one, each by its pointer', () => {
    const schema = z.strictObject({ a: z.string(), 'b/c~d é': z.int() });
    const faults = () => parse(schema, { 'b/c~d é': 1.5, extra: 1 });
    expect(faults).toThrow(ConsentError);
    try {
      faults();
    } catch (error) {
      const pointers = problemOf(error).errors?.map(({ pointer }) => pointer);
      expect(pointers).toEqual(['#/a', '#/b~1c~0d%20%C3%A9', '#/extra']);
    }
  });

  test('PRB-4: names a field with an endless name by what it lies in, so that it can be delivered', () => {
    const schema = z.strictObject({
      a: z.strictObject({ b: z.record(z.string().max(2), z.int()) }),
    });
    const long = '\u20ac'.repeat(1_000_000);
    for (const [body, pointer] of [
      [{ a: { b: {} }, [long]: 1 }, '#'],
      [{ a: { b: {}, [long]: 1 } }, '#/a'],
      [{ a: { b: { [long]: 1 } } }, '#/a/b'],
    ] as const) {
      const answer = problemResponse(problemOf(thrownBy(() => parse(schema, body))));
      expect(JSON.parse(answer.body ?? '').errors).toEqual([
        { detail: expect.stringContaining('more than 64 characters'), pointer },
      ]);
    }
  });

  test('PRB-4: points to the whole as #', () => {
    expect(pointerTo([])).toBe('#');
  });

  test('says when to come back if it is a 503', () => {
    const { headers } = problemResponse(problemOf(new ConsentError('unavailable', 'Busy.')));
    expect(Number(headers?.['retry-after'])).toBeGreaterThan(0);
  });
});

describe('what nobody foresaw', () => {
  const causes: [string, unknown][] = [
    ['an error', new Error(secret)],
    ['an error of the database', Object.assign(new Error(secret), { name: 'AccessDenied' })],
    ['a string', secret],
    ['nothing', undefined],
    ['an object with a status', { statusCode: 418, message: secret }],
    ['a message that looks like a stack', new Error(`x\n    at ${secret}`)],
  ];

  test.each(causes)(
    'PRB-5, A22: %s is a mute 500, and no word of it is logged',
    async (_, cause) => {
      let answer: Awaited<ReturnType<typeof answerTo>> = {};
      const log = await logged(async () => {
        answer = await answerTo(cause);
      });
      expect(answer.statusCode).toBe(500);
      expect(JSON.parse(answer.body ?? '')).toMatchObject({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
      });
      expect(`${answer.body}${log}`).not.toMatch(/jane|Ledger/);
      expect(answer.body).not.toMatch(/\.ts|node_modules|\bat /);
      expect(JSON.parse(log)).toMatchObject({ level: 'error' });
    },
  );
});
