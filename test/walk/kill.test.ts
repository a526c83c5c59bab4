import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { type LocalProcess, startLocalProcess } from './local-process.ts';
import { outsideWorld } from './person.ts';
import { createKey, runCommand } from './run-command.ts';

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);
const PEOPLE_AT_ONCE = 3;
const MAX_EVENTS_BEFORE_KILL = 9;
const MAX_EXTRA_MS = 300;
const POLL_MS = 5;
const CATCH_UP_LIMIT_MS = 60_000;

/** What the world outside has an answer for. */
type Acknowledged = { granted: Set<string>; withdrawn: Set<string> };

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-kill-'));
let stack: LocalProcess | undefined;

afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test(
  'a stack killed at any moment loses no acknowledged event, and its suppression list catches up',
  async () => {
    const acknowledged: Acknowledged = { granted: new Set(), withdrawn: new Set() };
    for (let round = 0; round < ROUNDS; round++) await liveAndDie(round, acknowledged);
    const { granted, withdrawn } = acknowledged;
    expect(granted.size).toBeGreaterThan(0);

    stack = await startLocalProcess(folder);
    expect(await lostOf(stack, acknowledged)).toEqual([]);
    await stack.stop();
    console.info(`${granted.size} grants and ${withdrawn.size} withdrawals, none lost`);

    // The control: a ledger that did not survive must not pass.
    rmSync(path.join(folder, 'dynamodb'), { recursive: true });
    stack = await startLocalProcess(folder);
    expect((await lostOf(stack, acknowledged)).length).toBeGreaterThanOrEqual(granted.size);
  },
  (ROUNDS + 2) * 60_000 + CATCH_UP_LIMIT_MS,
);

/** The stack at work among people, until it is killed at a moment of its own. */
async function liveAndDie(round: number, acknowledged: Acknowledged): Promise<void> {
  const place = await startLocalProcess(folder);
  stack = place;
  const key = await createKey(folder);
  const { granted, withdrawn } = acknowledged;
  const killAtEvents = granted.size + withdrawn.size + randomInt(1, MAX_EVENTS_BEFORE_KILL);
  const extraMs = randomInt(MAX_EXTRA_MS);
  console.info(`round ${round}: killed ${extraMs} ms after event ${killAtEvents}`);
  const killed = new AbortController();
  const lives = Array.from({ length: PEOPLE_AT_ONCE }, (_, person) =>
    liveUntil(killed.signal, { ...place, key }, `r${round}p${person}`, acknowledged),
  );
  const isDue = () => granted.size + withdrawn.size >= killAtEvents && withdrawn.size > 0;
  while (!isDue()) await sleep(POLL_MS);
  await sleep(extraMs);
  await place.kill();
  killed.abort();
  await Promise.all(lives);
}

/** What was acknowledged and is not there: in the gate, in the chain, or in the end on the list. */
async function lostOf(
  place: LocalProcess,
  { granted, withdrawn }: Acknowledged,
): Promise<string[]> {
  const world = outsideWorld({ ...place, key: await createKey(folder) });
  const lost: string[] = [];
  const expected = new Set<string>();
  for (const email of granted) {
    const { reason, matchId } = await world.check(email);
    // A withdrawal may have been written although the kill ate its answer.
    const fits = withdrawn.has(email)
      ? reason === 'withdrawn'
      : reason === 'withdrawn' || reason === 'consented';
    if (!fits) lost.push(`${email}: the gate says ${reason}`);
    else if (reason === 'withdrawn' && matchId) expected.add(matchId);
    const verify = ['cli/consent.ts', 'verify', '--local', '--data', folder, '--address', email];
    const { code, stdout } = await runCommand(process.execPath, verify);
    if (code !== 0) lost.push(`${email}: ${stdout}`);
  }
  const deadline = performance.now() + CATCH_UP_LIMIT_MS;
  while (expected.difference(await world.suppressed()).size > 0) {
    if (performance.now() > deadline) return [...lost, 'the suppression list never caught up'];
    await sleep(200);
  }
  return lost;
}

type Place = Parameters<typeof outsideWorld>[0];

/** One person after another signs up, gets a mail and leaves; what was answered is noted the moment it is. */
async function liveUntil(killed: AbortSignal, place: Place, name: string, noted: Acknowledged) {
  const world = outsideWorld(place);
  for (let count = 0; !killed.aborted; count++) {
    const email = `${name}n${count}@example.com`;
    try {
      await world.signUp(email);
      noted.granted.add(email);
      await world.send(email, email);
      let link = await world.unsubscribeLink(email);
      while (!link) {
        await sleep(50);
        link = await world.unsubscribeLink(email);
      }
      await world.oneClick(link);
      noted.withdrawn.add(email);
    } catch {
      // The kill: whatever had no answer is not counted.
      return;
    }
  }
}
