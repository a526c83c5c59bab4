import path from 'node:path';
import { type Synthesized, synthesizeProduct } from '../product.ts';
import { seededRandom } from '../race/random.ts';
import { claims } from './claims.ts';
import { type Control, withHandler } from './controls.ts';
import { type LinkWorld, ROTATIONS, startLinkWorld } from './link-world.ts';
import { genuineVerifier } from './verifier.ts';

export type LinkProofOptions = {
  folder: string;
  seed: number;
  requests: number;
  tokens: number;
  control?: Control | undefined;
  progress: (line: string) => void;
};

export type Finding = { claim: string; tried: string; faults: string[] };

const PEOPLE = 24;

/** Every claim about the link, on the really running stack; a control is run in the same way. */
export async function proveLink(options: LinkProofOptions): Promise<Finding[]> {
  const { folder, control, progress } = options;
  progress(`template and bundles, ${PEOPLE} people with mails, ${ROTATIONS} key rotations`);
  const genuine = synthesizeProduct(folder);
  const assembly: Synthesized =
    control && 'handler' in control ? withHandler(genuine, folder, control.handler) : genuine;
  const world = await startLinkWorld(path.join(folder, 'data'), assembly, PEOPLE);
  try {
    return await proveClaims(world, options);
  } finally {
    await world.stop();
  }
}

async function proveClaims(
  world: LinkWorld,
  { seed, requests, tokens, control, progress }: LinkProofOptions,
): Promise<Finding[]> {
  const verify = control && 'verify' in control ? control.verify : genuineVerifier;
  const findings: Finding[] = [];
  for (const { says, prove } of claims) {
    progress(says);
    const random = seededRandom(seed, says);
    findings.push({
      claim: says,
      ...(await prove({ world, verify, random, requests, tokens })),
    });
  }
  return findings;
}
