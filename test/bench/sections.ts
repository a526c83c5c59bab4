import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../infra/local/free-port.ts';
import { type Assembly, Template } from '../../infra/local/template/template.ts';
import { type Product, type RemoteProduct, startProduct } from '../product.ts';
import { withNoOpTwins } from './bench-stack.ts';
import { capacityOfDoings } from './capacity.ts';
import { countingProxy } from './counting-proxy.ts';
import { functionVariables, openDoors } from './doors.ts';
import { bulkCheckSpeed, checkLatency, recordLatency } from './latency.ts';
import { moduleLoads } from './modules.ts';
import { pageLatencies } from './page-latency.ts';
import { fillPeople } from './people.ts';
import type { Row } from './row.ts';
import { type Crowd, costByPeople } from './scale.ts';
import { timeSends } from './sends.ts';
import type { Sizes } from './sizes.ts';
import { startStackProcess } from './stack-process.ts';

const OVERHEAD_AT_MOST = 1.4;
const BULK_AT_LEAST = 0.8;
const LOAD_AT_MOST = 1.8;
const BUNDLE_KB_AT_MOST = 750;
const PAGE_AT_MOST = 2;
const CHECK_READS = 1;
/** What still passes for flat: the noise of medians on a busy machine. */
const FLAT_AT_MOST = 1.25;

export type Bench = {
  folder: string;
  assembly: Assembly;
  sizes: Sizes;
  progress: (line: string) => void;
};

export type SectionName = 'latency' | 'pages' | 'capacity' | 'modules' | 'sends' | 'scale';

/** Each with a stack of its own, and each on its own. */
export const sections: Record<SectionName, (bench: Bench) => Promise<Row[]>> = {
  latency: (bench) => onQuietStack(bench, startStackProcess, latencyRows),
  pages: (bench) => onQuietStack(bench, startStackProcess, pageRows),
  capacity: capacityRows,
  modules: moduleRows,
  sends: (bench) => onQuietStack(unbounded(bench), startProduct, sendRows),
  scale: scaleRows,
};

type Start<P> = (folder: string, assembly: Assembly, options: { inMemory: true }) => Promise<P>;

async function onQuietStack<P extends RemoteProduct>(
  bench: Bench,
  start: Start<P>,
  measure: (bench: Bench, product: P, assembly: Assembly) => Promise<Row[]>,
): Promise<Row[]> {
  const { folder, assembly, sizes, progress } = bench;
  const quiet = withNoOpTwins(assembly, folder);
  const product = await startStack(folder, 'quiet', quiet, start);
  try {
    const doors = await openDoors(product, quiet);
    const people = Math.max(sizes.bulkItems, sizes.crowd);
    progress(`${people} people`);
    await fillPeople(product, doors.contactKeys, { from: 0, to: people });
    return await measure(bench, product, quiet);
  } finally {
    await product.stop();
  }
}

async function latencyRows(
  { sizes, progress }: Bench,
  product: RemoteProduct,
  assembly: Assembly,
): Promise<Row[]> {
  const doors = await openDoors(product, assembly);
  const { rounds, warmUpRounds, bulkRounds, bulkItems } = sizes;
  const options = { product, doors, rounds, warmUpRounds };
  const rows: Row[] = [];
  for (const [name, measure] of [
    ['record', () => recordLatency(options)],
    ['check', () => checkLatency(options, bulkItems)],
  ] as const) {
    progress(`${name}, ${rounds} rounds`);
    const { ratio, n, ...parts } = await measure();
    rows.push({
      name: `${name} over HTTP ÷ (its engine calls raw + a no-op route)`,
      ...{ measured: ratio, unit: '', target: { atMost: OVERHEAD_AT_MOST }, n },
      detail: milliseconds(parts),
    });
  }
  progress(`checks of ${bulkItems}, ${bulkRounds} rounds`);
  const bulk = { ...options, rounds: bulkRounds, warmUpRounds: Math.ceil(bulkRounds / 2) };
  const { ratio, n, ...parts } = await bulkCheckSpeed(bulk, bulkItems);
  rows.push({
    name: `check of ${bulkItems} items, speed ÷ raw batch-get`,
    ...{ measured: ratio, unit: '', target: { atLeast: BULK_AT_LEAST }, n },
    detail: milliseconds(parts),
  });
  return rows;
}

async function pageRows(
  { sizes, progress }: Bench,
  product: RemoteProduct,
  assembly: Assembly,
): Promise<Row[]> {
  progress(`every page, ${sizes.rounds} rounds`);
  const doors = await openDoors(product, assembly);
  const latencies = await pageLatencies({ ...sizes, product, assembly, doors });
  return latencies.map(({ name, ratio, ...parts }) => ({
    name: `page ${name} ÷ (its engine calls raw + a no-op route)`,
    ...{ measured: ratio, unit: '', target: { atMost: PAGE_AT_MOST }, n: sizes.rounds },
    detail: milliseconds(parts),
  }));
}

async function capacityRows({ folder, assembly, progress }: Bench): Promise<Row[]> {
  progress('read and write units');
  const proxy = await countingProxy(await freePort(0, ''));
  const counted = withVariable(assembly, 'AWS_ENDPOINT_URL_DYNAMODB', proxy.url);
  const product = await startStack(folder, 'capacity', counted, startProduct);
  try {
    proxy.passTo(product.policyDoorUrl);
    return (await capacityOfDoings(product, proxy.take)).flatMap((consumption) => {
      const { doing, by, reads, engineWrites, billedWrites } = consumption;
      const isCheck = by === 'Check';
      const writes = { measured: billedWrites, unit: 'write units' };
      const detail = `as billed; DynamoDB Local reports ${engineWrites}`;
      return [
        {
          ...{ name: `${doing}: ${by} reads`, measured: reads, unit: 'read units', n: 1 },
          ...(isCheck && { target: { atMost: CHECK_READS } }),
        },
        ...(billedWrites > 0 ? [{ name: `${doing}: ${by} writes`, ...writes, n: 1, detail }] : []),
      ];
    });
  } finally {
    await product.stop();
    await proxy.stop();
  }
}

async function moduleRows({ folder, assembly, sizes, progress }: Bench): Promise<Row[]> {
  progress(`every module loaded ${sizes.loadRounds} times`);
  const nowhere = 'http://127.0.0.1:9';
  const bundles = functionVariables({ apiUrl: nowhere, endpoints: { sqs: nowhere } }, assembly);
  const { bare, functions } = await moduleLoads(bundles, folder, sizes.loadRounds);
  return functions.flatMap(({ name, load, ratio, kilobytes }) => [
    {
      name: `${name}: module load ÷ a bare SDK handler's`,
      ...{ measured: ratio, unit: '', target: { atMost: LOAD_AT_MOST }, n: sizes.loadRounds },
      detail: milliseconds({ product: load, bare: bare.load }),
    },
    {
      name: `${name}: bundle`,
      ...{ measured: kilobytes, unit: 'kB', target: { atMost: BUNDLE_KB_AT_MOST }, n: 1 },
    },
  ]);
}

async function sendRows({ sizes, progress }: Bench, product: Product): Promise<Row[]> {
  const { crowd, alone } = sizes;
  progress(`${crowd} gated sends at once, then ${alone} one by one`);
  const times = await timeSends(product, { crowd, alone, warmUp: Math.ceil(crowd / 5) });
  const unit = 'ms';
  return [
    { name: 'gated sends, all at once', measured: times.perSecond, unit: 'per second', n: crowd },
    { name: 'gated send alone, p50', measured: times.alone.p50, unit, n: alone },
    { name: 'gated send alone, p99', measured: times.alone.p99, unit, n: alone },
    { name: 'gated send in the crowd, p50', measured: times.crowded.p50, unit, n: crowd },
    { name: 'gated send in the crowd, p99', measured: times.crowded.p99, unit, n: crowd },
  ];
}

async function scaleRows({ folder, assembly, sizes, progress }: Bench): Promise<Row[]> {
  const quiet = withoutStreams(withNoOpTwins(assembly, folder));
  const crowds: Crowd[] = [];
  try {
    for (const people of sizes.people) {
      crowds.push({
        product: await startStack(folder, `people-${people}`, quiet, startProduct),
        people,
      });
    }
    const [smallest] = crowds;
    if (!smallest) return [];
    const doors = await openDoors(smallest.product, quiet);
    const { contactKeys: keys, linkKeys: ring } = doors;
    for (const { product, people } of crowds) {
      progress(`${people} people`);
      await fillPeople(product, keys, { from: 0, to: people });
    }
    progress(`each doing in ${crowds.length} stacks, ${sizes.scaleRounds} rounds`);
    const rounds = { rounds: sizes.scaleRounds, warmUpRounds: Math.ceil(sizes.scaleRounds / 3) };
    const costs = await costByPeople({ crowds, keys, ring, ...rounds });
    return costs.flatMap(({ doing, medians: [base, ...others] }) =>
      others.map(({ people, milliseconds: took }) => ({
        name: `${doing}: ${people} people ÷ ${base?.people}`,
        measured: took / (base?.milliseconds ?? Number.NaN),
        ...{ unit: '', target: { atMost: FLAT_AT_MOST }, n: sizes.scaleRounds },
        detail: milliseconds({ [people]: took, [base?.people ?? 0]: base?.milliseconds ?? 0 }),
      })),
    );
  } finally {
    for (const { product } of crowds) await product.stop();
  }
}

/** In memory, with the secrets of the first stack: one person has one id in all of them. */
async function startStack<P>(
  folder: string,
  name: string,
  assembly: Assembly,
  start: Start<P>,
): Promise<P> {
  const place = path.join(folder, name);
  const shared = path.join(folder, 'secrets.json');
  const own = path.join(place, 'secrets.json');
  mkdirSync(place, { recursive: true });
  if (existsSync(shared)) copyFileSync(shared, own);
  const product = await start(place, assembly, { inMemory: true });
  if (!existsSync(shared)) copyFileSync(own, shared);
  return product;
}

/** Filling a table that has a stream takes twice as long, and nobody reads it here. */
function withoutStreams({ template, bundles }: Assembly): Assembly {
  const copy = Template.parse(structuredClone(template));
  for (const { Properties } of Object.values(copy.Resources)) {
    delete Properties?.StreamSpecification;
  }
  return { template: copy, bundles };
}

/** The rate of a provider's account is a setting, and nothing that the product could be slow at. */
const unbounded = (bench: Bench): Bench => ({
  ...bench,
  assembly: withVariable(bench.assembly, 'SENDS_PER_SECOND', '10000'),
});

function withVariable({ template, bundles }: Assembly, name: string, value: string): Assembly {
  const copy = Template.parse(structuredClone(template));
  for (const resource of Object.values(copy.Resources)) {
    if (resource.Type !== 'AWS::Lambda::Function') continue;
    const { Environment, ...properties } = resource.Properties ?? {};
    const { Variables } = (Environment ?? {}) as { Variables?: object };
    resource.Properties = {
      ...properties,
      Environment: { Variables: { ...Variables, [name]: value } },
    };
  }
  return { template: copy, bundles };
}

function milliseconds(parts: Record<string, number>): string {
  return Object.entries(parts)
    .map(([name, value]) => `${name} ${value.toFixed(2)} ms`)
    .join(', ');
}
