import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Door } from '../../shared/http/door.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { TABLE_NAMES } from '../engine.ts';
import { metricsDuring } from '../functions/metrics-during.ts';
import { type Failure, startFailingStore } from './failing-store.ts';
import { permitDoor } from './permit-door.ts';
import { startWorld, type World } from './world.ts';

const TIMEOUT_MS = 10_000;
const EMAIL = 'jane@example.com';

let world: World;
let store: Awaited<ReturnType<typeof startFailingStore>>;
let door: Awaited<ReturnType<typeof permitDoor>>;
let messages = 0;

beforeAll(async () => {
  world = await startWorld();
  store = await startFailingStore(world.endpoint);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = store.endpoint;
  door = await permitDoor(world);
  await door.grant('email', EMAIL, 'newsletter');
  // This environment has proven its pepper, so that it comes as far as the gate.
  const ledger = { PEPPER_SECRET_ID: 'pepper', LEDGER_TABLE: TABLE_NAMES.LEDGER_TABLE };
  await provenKeys(world.dynamo, ledger, { records: true })();
  await door.release(json(await ask()).permitId, { outcome: 'sent' });
});
afterAll(async () => {
  await door?.stop();
  await store?.stop();
  await world?.stop();
});
beforeEach(() => {
  store.failure = 'none';
});

const ask = (address = EMAIL) =>
  door.claim({
    ...{ channel: 'email', purpose: 'newsletter', address },
    messageId: `message-${messages++}`,
  });
const json = ({ body }: Awaited<ReturnType<Door>>) => JSON.parse(body ?? '');

describe('a claim over HTTP while the store is away', () => {
  const away: Failure[] = ['everything', 'silent', 'transactions'];
  test.each(away)(
    '(%s) is answered 503 in time, and says to ask again',
    async (failure) => {
      store.failure = failure;
      const start = performance.now();
      const answer = await ask();
      expect(performance.now() - start).toBeLessThan(TIMEOUT_MS);
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
      expect(json(answer)).toMatchObject({
        type: 'urn:problem-type:prior-consent:unavailable',
        reason: 'unavailable',
      });
      store.failure = 'none';
      expect(await door.permitsOf('email', EMAIL)).toEqual([]);
    },
    20_000,
  );
});

test('permits and refusals are counted', async () => {
  expect(await metricsDuring(() => ask())).toEqual([{ Channel: 'email', Permits: 1 }]);
  expect(await metricsDuring(() => ask('nobody@example.com'))).toEqual([
    { Channel: 'email', Reason: 'no_consent', GateRefusals: 1 },
  ]);
});
