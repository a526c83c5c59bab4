import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type Functions, functions } from '../../../infra/local/functions/functions.ts';
import { hops } from '../../../infra/local/hops.ts';
import { guard } from '../../../infra/local/processes/guard.ts';
import { readStack } from '../../../infra/local/template/read-stack.ts';
import { fixtureStack, withFolder } from './fixture-stack.ts';
import { isAlive } from './is-alive.ts';
import { until } from './until.ts';

const NOWHERE = 'http://127.0.0.1:9';
const ADDRESSES = { apiUrl: NOWHERE, queuesUrl: NOWHERE };
const ENDPOINTS = { policyDoor: NOWHERE, sqs: NOWHERE };

type Running = {
  folder: string;
  pools: Functions;
  call(event?: unknown): ReturnType<Functions['invoke']>;
};

/** Runs one function, `Fn`, of this code and these properties. */
async function withFunction(
  code: string,
  properties: Record<string, unknown>,
  work: (running: Running) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const stack = readStack(fixtureStack(folder, { Fn: { code, properties } }), ADDRESSES);
    const keeper = guard(() => {});
    await keeper.start();
    const options = { endpoints: ENDPOINTS, folder, guard: keeper, hops: hops() };
    const pools = functions(stack, options);
    await pools.start();
    const [fn] = stack.functions;
    if (!fn) throw new Error('The fixture has no function.');
    try {
      await work({ folder, pools, call: (event = {}) => pools.invoke(fn, event) });
    } finally {
      await pools.stop();
      await keeper.stop();
    }
  });
}

describe('a function environment', () => {
  test('gives its result as JSON would carry it', async () => {
    const code = `export const handler = async ({ name }, context) => ({
      greeting: 'hello ' + name, at: new Date(0), gone: undefined,
      context: [context.functionName, context.memoryLimitInMB, context.getRemainingTimeInMillis() > 1000],
    });`;
    await withFunction(code, { MemorySize: 256 }, async ({ call }) => {
      const outcome = await call({ name: 'you' });
      expect(outcome.ok && JSON.parse(outcome.payload)).toEqual({
        greeting: 'hello you',
        at: '1970-01-01T00:00:00.000Z',
        context: ['Fn', '256', true],
      });
    });
  });

  test('sees the variables of the template and of Lambda, and none of the shell', async () => {
    const code = 'export const handler = async () => process.env;';
    const Variables = { TABLE: 'the-table', NODE_OPTIONS: '--enable-source-maps' };
    await withFunction(code, { Environment: { Variables } }, async ({ call }) => {
      const outcome = await call();
      const seen = outcome.ok ? JSON.parse(outcome.payload) : {};
      expect(seen).toMatchObject({ ...Variables, AWS_ACCESS_KEY_ID: 'Fn', TZ: 'UTC' });
      expect(
        Object.keys(seen).filter((key) => !/^(AWS_|TABLE|NODE_OPTIONS|TZ|HOME)/.test(key)),
      ).toEqual([]);
    });
  });

  test('answers a thrown error as an error object, and prints it to its log', async () => {
    const code = "export const handler = async () => { throw new RangeError('too far'); };";
    await withFunction(code, {}, async ({ call, folder }) => {
      const outcome = await call();
      expect(outcome).toMatchObject({
        ok: false,
        timedOut: false,
        error: { errorType: 'RangeError', errorMessage: 'too far' },
      });
      expect(readFileSync(path.join(folder, 'logs', 'Fn.log'), 'utf8')).toContain('too far');
    });
  });

  test('is used again while it is warm, and never by two at once', async () => {
    const code = `let calls = 0; export const handler = async () => {
      const call = ++calls; await new Promise((r) => setTimeout(r, 300)); return [process.pid, call];
    };`;
    await withFunction(code, {}, async ({ call }) => {
      const results = await Promise.all([call(), call()]);
      const pids = results.map((outcome) => outcome.ok && JSON.parse(outcome.payload)[0]);
      expect(new Set(pids).size).toBe(2);
      const third = await call();
      const [pid, calls] = third.ok ? JSON.parse(third.payload) : [];
      expect(pids).toContain(pid);
      expect(calls).toBe(2);
    });
  });

  test('is killed at its timeout, whatever it is doing, and replaced', async () => {
    const code = `import { writeFileSync } from 'node:fs';
    export const handler = async ({ hang, late }) => {
      if (!hang) return process.pid;
      setTimeout(() => writeFileSync(late, 'still here'), 1500);
      await new Promise(() => {});
    };`;
    await withFunction(code, { Timeout: 1 }, async ({ call, folder }) => {
      const late = path.join(folder, 'late');
      const first = await call({});
      const outcome = await call({ hang: true, late });
      expect(outcome).toMatchObject({
        ok: false,
        timedOut: true,
        error: { errorType: 'Sandbox.Timedout' },
      });
      const second = await call({});
      expect(second.ok).toBe(true);
      expect(second.ok && second.payload).not.toBe(first.ok && first.payload);
      await sleep(2_000);
      expect(existsSync(late)).toBe(false);
    });
  });

  test('is frozen after its answer: what it left behind runs in the next invocation', async () => {
    const code = `import { writeFileSync } from 'node:fs';
    export const handler = async ({ later, wait }) => {
      if (later) setTimeout(() => writeFileSync(later, 'it ran'), 200);
      if (wait) await new Promise((r) => setTimeout(r, wait));
      return process.pid;
    };`;
    await withFunction(code, {}, async ({ call, folder }) => {
      const later = path.join(folder, 'later');
      const first = await call({ later });
      await sleep(1_500);
      expect(existsSync(later)).toBe(false);
      const second = await call({ wait: 500 });
      expect(second).toMatchObject({ ok: true, payload: first.ok ? first.payload : '' });
      expect(existsSync(later)).toBe(true);
    });
  });

  test('that ends itself fails its invocation and is replaced', async () => {
    const code =
      'export const handler = async ({ end }) => { if (end) process.exit(3); return 1; };';
    await withFunction(code, {}, async ({ call }) => {
      expect(await call({ end: true })).toMatchObject({
        ok: false,
        error: { errorType: 'Runtime.ExitError' },
      });
      expect(await call({})).toMatchObject({ ok: true, payload: '1' });
    });
  });

  test('refuses a handler with a callback, as nodejs24.x does', async () => {
    const code = 'export const handler = (event, context, callback) => callback(null, 1);';
    await withFunction(code, {}, async ({ call }) => {
      const outcome = await call();
      expect(outcome.ok).toBe(false);
      expect(!outcome.ok && outcome.error.errorMessage).toContain('callback');
    });
  });

  test('that cannot be loaded says why, at every invocation', async () => {
    await withFunction("throw new TypeError('no table');", {}, async ({ call }) => {
      for (let i = 0; i < 2; i++) {
        expect(await call()).toMatchObject({
          ok: false,
          error: { errorType: 'TypeError', errorMessage: 'no table' },
        });
      }
    });
  });

  test('keeps to its reserved concurrency', async () => {
    const code =
      'export const handler = async () => { await new Promise((r) => setTimeout(r, 100)); return process.pid; };';
    await withFunction(code, { ReservedConcurrentExecutions: 1 }, async ({ call }) => {
      const outcomes = await Promise.all([call(), call(), call()]);
      expect(new Set(outcomes.map((outcome) => outcome.ok && outcome.payload)).size).toBe(1);
    });
  });

  test('leaves no process when it is stopped', async () => {
    let pid = 0;
    await withFunction('export const handler = async () => process.pid;', {}, async ({ call }) => {
      const outcome = await call();
      pid = outcome.ok ? JSON.parse(outcome.payload) : 0;
    });
    await until('the environment has ended', () => !isAlive(pid));
  });
});
