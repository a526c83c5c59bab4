import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { withHandler } from '../link/controls.ts';
import { proveOverHttp } from './prove-http.ts';

const REQUESTS = Number(process.env.GARBAGE_HTTP_REQUESTS ?? 400);
const SEED = Number(process.env.GARBAGE_SEED ?? randomInt(2 ** 31));
const CONTROL = { requests: 150, seed: 1 };

const LIMIT_MS = 300_000;

async function prove(options: Omit<Parameters<typeof proveOverHttp>[0], 'folder' | 'say'>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-garbage-'));
  const { plant } = options;
  try {
    const proof = { ...options, folder, say: () => {}, ...(plant && { plant }) };
    return (await proveOverHttp(proof)).map(({ faults }) => faults);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test(
  'what is bad is refused by the running stack, and in no log file of it',
  async () => {
    process.stderr.write(`Garbage over HTTP, GARBAGE_SEED=${SEED}\n`);
    expect(await prove({ requests: REQUESTS, seed: SEED })).toEqual([[], []]);
  },
  LIMIT_MS,
);

/** The genuine door, which takes every link for good, and writes down who came. */
const careless = (genuine: string) =>
  `import { handler as door } from ${JSON.stringify(genuine)};
export const handler = async (event, context) => {
  console.log(JSON.stringify(event.headers));
  return { ...(await door(event, context)), statusCode: 200 };
};
`;

test(
  'it would show if a running door took what is bad, or wrote down who came',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-careless-'));
    try {
      const [requests, logs] = await prove({
        ...CONTROL,
        plant: (assembly) => withHandler(assembly, folder, careless),
      });
      expect(requests).toContainEqual(expect.stringMatching(/taken: status 200/));
      expect(logs).toContainEqual(expect.stringMatching(/canary.* in Unsubscribe/));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  LIMIT_MS,
);
