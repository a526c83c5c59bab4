import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { providerPosts } from '../../cli/probe/provider-posts.ts';
import type { Row } from '../../cli/probe/row.ts';
import { consentWith } from '../cli/consent-command.ts';
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

/** `consent probe` on the mail that someone new has just got, with an eye on the gate. */
async function probeMail({ subscriber, mailTo }: LinkWorld, data: string, first: string) {
  const { email } = await subscriber();
  const words = ['probe', '-', '--yes', '--local', '--data', data, '--first', first, '--json'];
  const { code, out, err } = await consentWith({ words, input: mailTo(email) });
  if (err !== '') throw new Error(err);
  const rows: Row[] = JSON.parse(out).rows;
  const withVerdict = (wanted: Row['verdict']) =>
    rows.filter(({ verdict }) => verdict === wanted).map(({ rule, check }) => `${rule} ${check}`);
  return { code, broken: withVerdict('BROKEN'), untold: withVerdict('not tellable') };
}

test.each(providerPosts.map(({ name }) => name))(
  'OCU-1 to OCU-16: consent probe finds nothing broken in a mail of ours, %s first',
  async (first) => {
    expect(await probeMail(world, path.join(folder, 'data'), first)).toEqual({
      code: 0,
      broken: [],
      // Signing is the mail provider's, and here it is none; nor is this machine https.
      untold: ['OCU-10 a DKIM signature covers both headers', 'OCU-2 the link is https'],
    });
  },
  LIMIT_MS,
);

test(
  'consent probe --local refuses a link that could show nothing',
  async () => {
    const { path: link } = await world.subscriber();
    await world.client.send({ method: 'POST', path: link });
    const data = path.join(folder, 'data');
    const probeLink = (url: string) =>
      consentWith({ words: ['probe', '-', '--yes', '--local', '--data', data], input: url });
    const left = await probeLink(`http://localhost${link}`);
    expect([left.code, left.out]).toEqual([1, '']);
    expect(left.err).toContain('Nobody who is subscribed');
    const foreign = await probeLink('http://localhost/u/1');
    expect([foreign.code, foreign.out]).toEqual([1, '']);
    expect(foreign.err).toContain('no link of the local stack');
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
      const { code, broken } = await probeMail(place, path.join(folder, name), 'urlencoded');
      expect({ code, broken }).toMatchObject({
        code: 2,
        broken: expect.arrayContaining(['OCU-13 looking changes nothing']),
      });
    } finally {
      await place.stop();
    }
  },
  LIMIT_MS,
);
