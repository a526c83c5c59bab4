import { contactIdsOf } from '../../shared/domain/contact-point.ts';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { PRODUCT_ENVIRONMENT, type Product } from '../product.ts';
import { type RawClient, type RawRequest, rawClient } from '../raw-request.ts';
import { recordRequest } from './latency.ts';
import { type ContactKeys, emailOf } from './people.ts';
import { openSender, type Sender } from './sends.ts';
import { interleave, median } from './statistics.ts';

/** A stack with this many people in its tables. */
export type Crowd = { product: Product; people: number };

/** How long something takes, at each number of people. */
export type ScaledCost = { doing: string; medians: { people: number; milliseconds: number }[] };

export type ScaleOptions = {
  crowds: readonly Crowd[];
  keys: ContactKeys;
  ring: KeyRing;
  rounds: number;
  warmUpRounds: number;
};

const BULK_ITEMS = 1_000;
const JSON_TYPE = { 'content-type': 'application/json' };

type Place = Crowd & { client: RawClient; sender: Sender; key: string };
type Doing = (place: Place, round: number) => Promise<() => Promise<unknown>>;

/** Times each doing in all stacks turn about, so that nothing but the number of people differs. */
export async function costByPeople(options: ScaleOptions): Promise<ScaledCost[]> {
  const places: Place[] = [];
  for (const crowd of options.crowds) {
    const { product } = crowd;
    places.push({
      ...crowd,
      client: rawClient(product.apiUrl),
      sender: await openSender(product),
      key: await product.createKey(['check', 'record']),
    });
  }
  const costs: ScaledCost[] = [];
  try {
    for (const [doing, prepare] of Object.entries(doingsOf(options))) {
      costs.push({ doing, medians: await timeDoing(places, prepare, options) });
    }
  } finally {
    for (const { client, sender } of places) {
      client.close();
      sender.close();
    }
  }
  return costs;
}

async function timeDoing(
  places: readonly Place[],
  prepare: Doing,
  { rounds, warmUpRounds }: ScaleOptions,
) {
  const sideOf = (people: number) => `${people}`;
  const times = await interleave({
    rounds,
    warmUpRounds,
    prepare: async (round) => {
      const ready = new Map<string, () => Promise<unknown>>();
      for (const place of places) ready.set(sideOf(place.people), await prepare(place, round));
      return ready;
    },
    sides: Object.fromEntries(
      places.map(({ people }) => [
        sideOf(people),
        async (ready: Map<string, () => Promise<unknown>>) => ready.get(sideOf(people))?.(),
      ]),
    ),
  });
  return places.map(({ people }) => ({
    people,
    milliseconds: median(times[sideOf(people)] ?? []),
  }));
}

function doingsOf({ keys, ring }: ScaleOptions): Record<string, Doing> {
  return {
    'a report of someone new': async ({ client, key }, round) => {
      const { path, ...request } = recordRequest(key, `new${round}@example.com`).request;
      return post(client, path, request);
    },
    'a check': async (place, round) => check(place, [someone(place, round)]),
    'a check of 1,000': async (place, round) =>
      check(
        place,
        Array.from({ length: BULK_ITEMS }, (_, index) =>
          someone(place, round * BULK_ITEMS + index),
        ),
      ),
    'a gated send': async (place, round) => () =>
      place.sender.send(`scale ${round}`, [emailOf(someone(place, round))]),
    'a one-click': async (place, round) => {
      const address = emailOf(someone(place, round));
      const { contactId } = contactIdsOf(keys, { kind: 'email', address });
      const token = mintToken(ring, PRODUCT_ENVIRONMENT, UnsubscribeToken, {
        kind: 'u',
        contactId,
        scope: 'email.newsletter',
        messageId: 'bench',
      });
      return post(place.client, `/u/${token}`, {});
    },
  };
}

const STRIDE = 7_919;

/** A prime's stride apart, so that neighbours in time are none in the table. */
function someone({ people }: Crowd, round: number): number {
  return (round * STRIDE) % people;
}

function check({ client, key }: Place, people: readonly number[]) {
  const items = people.map((index) => ({
    channel: 'email',
    purpose: 'newsletter',
    address: emailOf(index),
  }));
  const headers = { ...JSON_TYPE, authorization: `Bearer ${key}` };
  return post(client, '/v1/checks', { headers, body: JSON.stringify({ items }) });
}

function post(client: RawClient, path: string, more: Pick<RawRequest, 'headers' | 'body'>) {
  return async () => {
    const { status, body } = await client.send({ method: 'POST', path, ...more });
    if (status >= 300) throw new Error(`${path} answered ${status}: ${body}`);
  };
}
