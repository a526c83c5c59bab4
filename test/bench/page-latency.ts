import type { Assembly } from '../../infra/local/template/template.ts';
import { pages } from '../browser/pages.ts';
import { stageOf } from '../browser/stage.ts';
import type { RemoteProduct } from '../product.ts';
import { rawClient } from '../raw-request.ts';
import { NO_OP_ROUTES } from './bench-stack.ts';
import { interleave, median } from './statistics.ts';

/** Medians, to the last byte. */
export type PageLatency = { name: string; page: number; noOp: number };

/** Every page that opens from an address of the service, beside a route that does nothing. */
export async function pageLatencies(options: {
  product: RemoteProduct;
  assembly: Assembly;
  rounds: number;
  warmUpRounds: number;
}): Promise<PageLatency[]> {
  const { product, assembly, rounds, warmUpRounds } = options;
  const stage = await stageOf(product, assembly);
  const client = rawClient(product.apiUrl);
  const get = async (path: string, expected: number) => {
    const { status } = await client.send({ method: 'GET', path });
    if (status !== expected) throw new Error(`${path} answered ${status}`);
  };
  const latencies: PageLatency[] = [];
  try {
    for (const { name, open, status = 200 } of pages.filter(({ steps }) => !steps)) {
      const url = await open(stage);
      const path = url.slice(product.apiUrl.length);
      const times = await interleave({
        ...{ rounds, warmUpRounds, prepare: async () => undefined },
        sides: {
          page: () => get(path, status),
          noOp: () => get(NO_OP_ROUTES['GET /u/{token+}'], 200),
        },
      });
      latencies.push({ name, page: median(times.page), noOp: median(times.noOp) });
    }
    return latencies;
  } finally {
    client.close();
  }
}
