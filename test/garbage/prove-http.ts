import { readdirSync, readFileSync } from 'node:fs';
import { validateHeaderValue } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiScope } from '../../events/api-key.ts';
import { revokeApiKey } from '../../shared/api-keys.ts';
import { ORIGIN } from '../http/form-door.ts';
import type { Request } from '../http/gateway-event.ts';
import {
  nameOf,
  type Product,
  type Synthesized,
  startProduct,
  synthesizeProduct,
} from '../product.ts';
import { type Random, seededRandom } from '../race/random.ts';
import { eachOfMany, type RawClient, rawClient } from '../raw-request.ts';
import type { Keys } from './bad-keys.ts';
import { CANARY, findCanaries } from './canary.ts';
import type { Fixtures } from './fixtures.ts';
import { goodForm } from './form-body.ts';
import { generatorsFor } from './generators.ts';
import { jsonRoutes } from './json-routes.ts';
import { faultOf } from './judge.ts';
import { jsonText } from './raw-json.ts';
import { stateOf } from './state.ts';
import { readTargets } from './targets.ts';
import { type Finding, faultsOf } from './tell.ts';

type Options = {
  folder: string;
  seed: number;
  requests: number;
  say(line: string): void;
  /** Puts a mistake into what is started. */
  plant?(assembly: Synthesized): Synthesized;
};

const TABLES = ['LedgerTable', 'GateTable', 'SuppressionTable', 'SendsTable', 'OperationsTable'];
/** What the front takes no longer; a request near it would be judged by the front alone. */
const MAX_PATH_CHARACTERS = 4_000;
const MAX_HEADER_CHARACTERS = 3_000;
const STILL_AFTER_MS = 600;

/** The same bad requests over HTTP, to the stack as it runs: its front, its processes, its permissions, its log files. */
export async function proveOverHttp(options: Options): Promise<Finding[]> {
  const { folder, say, plant = (assembly) => assembly } = options;
  say('the whole stack: template and bundles');
  const assembly = plant(synthesizeProduct(folder));
  const data = path.join(folder, 'data');
  const product = await startProduct(data, assembly, { inMemory: true, withoutConsole: true });
  const client = rawClient(product.apiUrl);
  try {
    const fixtures = await layFixturesIn(product, client);
    return [
      await proveBadRequests(product, client, fixtures, options),
      await proveLogFiles(product, client, fixtures, data),
    ];
  } finally {
    client.close();
    await product.stop();
  }
}

async function proveBadRequests(
  product: Product,
  client: RawClient,
  fixtures: Fixtures,
  { seed, requests, say }: Options,
): Promise<Finding> {
  say(`${requests} requests over HTTP`);
  const { routes } = readTargets();
  const generators = generatorsFor(routes.map(({ key }) => key));
  const random = seededRandom(seed, 'http');
  const faults = new Map<string, number>();
  const before = await settledState(product);
  await eachOfMany(requests, async (index) => {
    const key = routes[index % routes.length]?.key ?? '';
    const bad = sendable(() => generators.get(key)?.(random, fixtures), random);
    const { status, headers, body } = await client.send(overTheWire(bad.request));
    const told = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    const answer = { status, headers: Object.fromEntries(told), body };
    const fault = faultOf(bad, { answer, writes: [] });
    if (!fault) return;
    const says = `${key}: ${bad.says.slice(0, 200)}: ${fault}`;
    faults.set(says, (faults.get(says) ?? 0) + 1);
  });
  const isChanged = (await settledState(product)) !== before;
  return {
    claim: 'over HTTP, on the running stack, it is just so',
    tried: `${requests} requests`,
    faults: [...(isChanged ? ['the tables are not what they were'] : []), ...faultsOf(faults)],
  };
}

/** Good requests beside the bad ones, and then every line that any function has written. */
async function proveLogFiles(
  product: Product,
  client: RawClient,
  { keys, forms }: Fixtures,
  folder: string,
): Promise<Finding> {
  for (const [key, { body }] of Object.entries(jsonRoutes)) {
    const [method = '', at = ''] = key.split(' ');
    await client.send({ method, path: at, headers: headersOf(keys.good), body: jsonText(body) });
  }
  await settledState(product);
  const logs = path.join(folder, 'logs');
  const texts = readdirSync(logs).map((name) => [
    name,
    readFileSync(path.join(logs, name), 'latin1'),
  ]);
  const secrets = [...Object.values(keys), forms.good].map((secret) => secret.slice(-20));
  const faults = texts.flatMap(([name, text]) =>
    findCanaries(text ?? '', secrets).map((canary) => `${canary} in ${name}`),
  );
  const metrics = texts.reduce(
    (sum, [, text]) => sum + (text?.split('{"_aws":').length ?? 1) - 1,
    0,
  );
  const bytes = texts.reduce((sum, [, text]) => sum + (text?.length ?? 0), 0);
  return {
    claim: 'and what was sent is in no log file of the running functions',
    tried: `${texts.length} files, ${bytes} bytes, ${metrics} metrics`,
    faults: [...faults, ...(metrics === 0 ? ['there were no metrics to look through'] : [])],
  };
}

type Bad = ReturnType<Exclude<ReturnType<ReturnType<typeof generatorsFor>['get']>, undefined>>;

/** One that an HTTP client can utter, and that the front passes on. */
function sendable(make: () => Bad | undefined, random: Random): Bad {
  for (;;) {
    const bad = make();
    if (!bad) throw new Error('nothing to ask');
    const { path: at, headers = {}, pathParameters = {} } = bad.request;
    const isWhole = Object.values(pathParameters).every(
      (part) => part !== '' && part.isWellFormed(),
    );
    const isShort = Object.values(headers).join('').length <= MAX_HEADER_CHARACTERS;
    if (isWhole && isShort && at.length <= MAX_PATH_CHARACTERS && isUtterable(headers)) return bad;
    random.unit();
  }
}

function isUtterable(headers: Record<string, string>): boolean {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderValue(name, value);
      // White space around a value is no part of it.
      if (value !== value.trim()) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function overTheWire({ method, path: at, headers = {}, query, body }: Request) {
  const search = query ? `?${new URLSearchParams(query)}` : '';
  return { method, path: at + search, headers, ...(body !== undefined && { body }) };
}

const headersOf = (key: string) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
  'idempotency-key': `"${CANARY.email}:good"`,
  'user-agent': CANARY.word,
  referer: `https://www.example.com/?${CANARY.email}`,
});

/** What bad requests are made of, as far as it can be had from outside. */
async function layFixturesIn(product: Product, client: RawClient): Promise<Fixtures> {
  const keys = await createKeysIn(product);
  const usedIdempotencyKey = '"used-before"';
  const headers = { ...headersOf(keys.good), 'idempotency-key': usedIdempotencyKey };
  const must = async (method: string, at: string, body?: unknown, more: object = {}) => {
    const answer = await client.send({
      ...{ method, path: at, headers: { ...headers, ...more } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${at}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  };
  const contact = { email: 'sam@example.com' };
  const channel = 'email';
  await must('POST', '/v1/consents', { contact, withdrawals: [{ channel }] });
  await must('POST', '/v1/messages', {
    ...{ channel, purpose: 'offers', content: { subject: 'Sale', text: 'Now.' } },
    recipients: [{ to: contact.email }],
  });
  const serve = async (form: string): Promise<string> =>
    (await must('GET', `/v1/forms/${form}`)).formToken;
  const [good, used, other] = [
    await serve('contact'),
    await serve('contact'),
    await serve('newsletter'),
  ];
  const filled = { ...goodForm(used), email: 'used@example.com' };
  await must('POST', '/v1/forms/contact/consents', filled, { origin: ORIGIN });
  const item = { channel, purpose: 'offers', address: contact.email };
  const links = await must('POST', '/v1/links', { items: [item] });
  const link = new URL(links.items[0].url).pathname.slice('/u/'.length);
  return {
    ...{ keys, usedIdempotencyKey },
    forms: { good, used, bad: [other, `${good}A`, good.slice(0, -1), CANARY.word] },
    tokens: {
      toStop: { genuine: [link], foreign: [good, used] },
      toConfirm: { genuine: [`c1.k1.1.zzzzz.${'A'.repeat(38)}`], foreign: [link, good] },
      toPrefer: { genuine: [`p1.k1.e.zzzzz.${'A'.repeat(38)}`], foreign: [link, good] },
      notPermits: [link, good],
    },
  };
}

async function createKeysIn(product: Product): Promise<Keys> {
  const scopes = ApiScope.options;
  const revoked = await product.createKey(scopes);
  const id = revoked.split('_')[1] ?? '';
  await revokeApiKey(product.database, nameOf(product, 'OperationsTable'), id, new Date());
  return {
    good: await product.createKey(scopes),
    careless: await product.createKey(scopes, 'careless'),
    scopeless: await product.createKey(['addresses']),
    revoked,
  };
}

async function settledState(product: Product): Promise<string> {
  const tables = TABLES.map((table) => nameOf(product, table));
  let before = '';
  for (;;) {
    const now = await stateOf(product.database, tables);
    if (now === before) return now;
    before = now;
    await sleep(STILL_AFTER_MS);
  }
}
