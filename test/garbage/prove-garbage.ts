import { seededRandom } from '../race/random.ts';
import type { Control, ProofName } from './controls.ts';
import { type Fixtures, layFixtures } from './fixtures.ts';
import { type GarbageWorld, startGarbageWorld } from './garbage-world.ts';
import { OUTAGES, type Outage, proveCanary } from './prove-canary.ts';
import { proveConsumers } from './prove-consumers.ts';
import { proveOverHttp } from './prove-http.ts';
import { proveRequests } from './prove-requests.ts';
import { proveStream } from './prove-stream.ts';
import type { Finding } from './tell.ts';

type Proof = {
  world: GarbageWorld;
  fixtures(): Promise<Fixtures>;
  seed: number;
  /** Over all routes, queues and the stream together. */
  requests: number;
  outages: readonly Outage[];
};

/** In this order: canaries first, while no door has fetched a secret yet, and the logs over all that was before. */
export const proofs: readonly { name: ProofName; prove(proof: Proof): Promise<Finding> }[] = [
  { name: 'canaries', prove: ({ world, outages }) => proveCanary(world, outages) },
  {
    name: 'requests',
    prove: async (proof) => {
      const { world, fixtures, seed } = proof;
      const random = seededRandom(seed, 'requests');
      return proveRequests(
        world,
        await fixtures(),
        random,
        shareOf(proof, ({ routes }) => routes),
      );
    },
  },
  {
    name: 'queues',
    prove: (proof) => {
      const messages = shareOf(proof, ({ consumers }) =>
        consumers.filter(({ reads }) => reads === 'queue'),
      );
      return proveConsumers(proof.world, seededRandom(proof.seed, 'queues'), messages);
    },
  },
  {
    name: 'stream',
    prove: (proof) => {
      const records = shareOf(proof, ({ consumers }) =>
        consumers.filter(({ reads }) => reads === 'stream'),
      );
      return proveStream(proof.world, seededRandom(proof.seed, 'stream'), records);
    },
  },
  { name: 'logs', prove: async ({ world }) => readLogs(world) },
];

/** Each door gets as many as every other. */
function shareOf(
  { world: { targets }, requests }: Proof,
  part: (targets: GarbageWorld['targets']) => readonly unknown[],
): number {
  const all = targets.routes.length + targets.consumers.length;
  return Math.ceil((requests / all) * part(targets).length);
}

function readLogs({ output: { seen } }: GarbageWorld): Finding {
  const faults = [...seen.leaks].slice(0, 20);
  if (seen.metrics === 0) faults.push('there were no metrics to look through');
  return {
    claim: 'and it is in no log line and no metric that was written all the while',
    tried: `${seen.lines} lines, ${seen.bytes} bytes, ${seen.metrics} of the lines metrics`,
    faults,
  };
}

export type GarbageOptions = {
  /** Where the running stack keeps its data and logs meanwhile. */
  folder: string;
  seed: number;
  requests: number;
  control?: Control | undefined;
};

/** One in so many is sent over HTTP as well: there each takes ten times as long. */
const OVER_HTTP_EVERY = 50;

/** Every claim, over HTTP first and then in a world of its own; a control is a mistake in that world. */
export async function proveGarbage(options: GarbageOptions): Promise<Finding[]> {
  const { seed, requests, control, folder } = options;
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const overHttp = { folder, seed, requests: Math.ceil(requests / OVER_HTTP_EVERY), say };
  const findings = control ? [] : await proveOverHttp(overHttp);
  return [...findings, ...(await proveInProcess(options))];
}

async function proveInProcess({ seed, requests, control }: GarbageOptions): Promise<Finding[]> {
  const world = await startGarbageWorld();
  let laid: Promise<Fixtures> | undefined;
  const fixtures = () => {
    laid ??= layFixtures(world);
    return laid;
  };
  try {
    const findings: Finding[] = [];
    for (const { prove } of proofs) {
      // Nothing good comes of a door with a mistake in it: that is laid before.
      if (control && findings.length > 0) await fixtures();
      const mend = control && world.mistake(control);
      findings.push(await prove({ world, fixtures, seed, requests, outages: OUTAGES }));
      mend?.();
    }
    return findings;
  } finally {
    await world.stop();
  }
}
