import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { localClient } from '../../infra/local/aws-local.ts';
import type { Assembly } from '../../infra/local/template/template.ts';
import { enGB } from '../../shared/pages/words/en-GB.ts';
import { pages } from '../browser/pages.ts';
import { stageOf } from '../browser/stage.ts';
import { gatewayEvent, lambdaContext } from '../http/gateway-event.ts';
import { nameOf, type RemoteProduct } from '../product.ts';
import { rawClient } from '../raw-request.ts';
import { NO_OP_ROUTES } from './bench-stack.ts';
import type { Doors } from './doors.ts';
import { captureCalls, rawDatabase, replayCalls } from './engine-calls.ts';
import { interleave, median } from './statistics.ts';

/** Medians, to the last byte; `ratio` is to the page's engine calls, made raw, and the no-op route together. */
export type PageLatency = {
  name: string;
  page: number;
  engine: number;
  noOp: number;
  ratio: number;
};

/** The doors behind the addresses of pages, and whose name they call the engine in. */
const DOORS = {
  '/c/': ['Confirm', async () => (await import('../../functions/http/confirm.ts')).handler],
  '/p': [
    'AskPreferences',
    async () => (await import('../../functions/http/ask-preferences.ts')).handler,
  ],
  '/p/': ['Preferences', async () => (await import('../../functions/http/preferences.ts')).handler],
  '/u/': ['Unsubscribe', async () => (await import('../../functions/http/unsubscribe.ts')).handler],
} as const;

/** Those that an address alone opens, and that are ours. */
const OPENED = pages.filter(({ isCompanys, steps }) => !steps && !isCompanys);

/** Every page that opens from an address of the service, beside a route that does nothing. */
export async function pageLatencies(options: {
  product: RemoteProduct;
  assembly: Assembly;
  doors: Doors;
  rounds: number;
  warmUpRounds: number;
}): Promise<PageLatency[]> {
  const { product, assembly, doors, rounds, warmUpRounds } = options;
  const secrets = await standInForSecrets(product);
  const stage = await stageOf(product, assembly, doors.linkKeys);
  const client = rawClient(product.apiUrl);
  const get = async (path: string, expected: number) => {
    const { status } = await client.send({ method: 'GET', path });
    if (status !== expected) throw new Error(`${path} answered ${status}`);
  };
  const latencies: PageLatency[] = [];
  try {
    for (const { name, open, status = 200 } of OPENED) {
      const url = await open(stage, enGB);
      const path = url.slice(product.apiUrl.length);
      const { database, calls } = await engineSide(product, path);
      const times = await interleave({
        ...{ rounds, warmUpRounds, prepare: async () => undefined },
        sides: {
          page: () => get(path, status),
          engine: () => replayCalls(database, calls),
          noOp: () => get(NO_OP_ROUTES['GET /u/{token+}'], 200),
        },
      });
      database.destroy();
      const raw = times.engine.map((engine, round) => engine + (times.noOp[round] ?? 0));
      const page = median(times.page);
      latencies.push({
        ...{ name, page, engine: median(times.engine), noOp: median(times.noOp) },
        ratio: page / median(raw),
      });
    }
    return latencies;
  } finally {
    secrets.restore();
    client.close();
  }
}

/** What the page asks of the engine. */
async function engineSide(product: RemoteProduct, path: string) {
  const [, kind = '', token = ''] = /^(\/\w+\/?)(.*)$/.exec(path) ?? [];
  const found = Object.entries(DOORS).find(([name]) => name === kind);
  if (!found) throw new Error(`no door is known for ${path}`);
  const [fn, load] = found[1];
  const handler = await load();
  const event = gatewayEvent({ method: 'GET', path, pathParameters: { token } });
  const calls = await captureCalls(() => handler(event, lambdaContext));
  return { database: rawDatabase(product, fn), calls };
}

/** Handlers in this process would ask the first stack that it has known, which may be gone. */
async function standInForSecrets(product: RemoteProduct) {
  const client = new SecretsManagerClient(localClient(product.endpoints.secrets_manager));
  const SecretId = nameOf(product, 'LinkKeysSecret');
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  client.destroy();
  return mockClient(SecretsManagerClient).resolves({ SecretString });
}
