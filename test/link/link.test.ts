import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Synthesized, synthesizeProduct } from '../product.ts';
import { seededRandom } from '../race/random.ts';
import { claims, scannersChangeNothing, tokenClaims } from './claims.ts';
import { controls, withHandler } from './controls.ts';
import { type LinkWorld, startLinkWorld } from './link-world.ts';
import { genuineVerifier } from './verifier.ts';

const REQUESTS = Number(process.env.LINK_REQUESTS ?? 2_000);
const TOKENS = Number(process.env.LINK_TOKENS ?? 500);
const SEED = Number(process.env.LINK_SEED ?? randomInt(2 ** 31));

/** The same for ever: a mistake that is caught today is caught tomorrow. */
const CONTROL = { requests: 200, tokens: 4, people: 6 };
const control = () => seededRandom(1, 'control');

const LIMIT_MS = 600_000;

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-link-'));
let assembly: Synthesized;
let world: LinkWorld;

beforeAll(async () => {
  assembly = synthesizeProduct(folder);
  world = await startLinkWorld(path.join(folder, 'data'), assembly, 12);
  process.stderr.write(`Link, LINK_SEED=${SEED}\n`);
}, LIMIT_MS);

afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

test.each(claims)(
  '$says',
  async ({ says, prove }) => {
    const random = seededRandom(SEED, says);
    const sizes = { requests: REQUESTS, tokens: TOKENS };
    const { faults } = await prove({ world, verify: genuineVerifier, random, ...sizes });
    expect(faults).toEqual([]);
  },
  LIMIT_MS,
);

test.each(controls.filter((one) => 'verify' in one))(
  'it would show if $says ($name)',
  async ({ verify }) => {
    const faults: string[] = [];
    for (const { prove } of tokenClaims) {
      faults.push(...(await prove({ world, verify, random: control(), ...CONTROL })).faults);
    }
    expect(faults).not.toEqual([]);
  },
  LIMIT_MS,
);

test.each(controls.filter((one) => 'handler' in one))(
  'it would show if $says ($name)',
  async ({ name, handler }) => {
    const broken = withHandler(assembly, folder, handler);
    const place = await startLinkWorld(path.join(folder, name), broken, CONTROL.people);
    try {
      const proof = { world: place, verify: genuineVerifier, random: control(), ...CONTROL };
      const { faults } = await scannersChangeNothing.prove(proof);
      expect(faults).toContain('the tables are not what they were');
    } finally {
      await place.stop();
    }
  },
  LIMIT_MS,
);
