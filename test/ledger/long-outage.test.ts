import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { applySpooled, withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { seededRandom } from '../race/random.ts';
import { leaving, startSpoolWorld } from './spool-world.ts';

const MINUTE_MS = 60_000;
const OUTAGE_MS = 3 * 60 * MINUTE_MS;
const SENDER_EVERY_MS = 20_000;
/** The spool's visibility: a message that could not be applied comes back after it. */
const CONSUMER_EVERY_MS = 150_000;
const PEOPLE = 16;
const LEAVERS = 9;

let w: Awaited<ReturnType<typeof startSpoolWorld>>;
beforeAll(async () => {
  w = await startSpoolWorld();
});
afterAll(() => w?.stop());

type Moment = { atMs: number; contactId: string };

/**
 * Three hours in which nothing of the store answers, people who leave meanwhile, and senders and the spool's
 * consumer that keep trying. `looks`: whether senders look into the spool first, as they do.
 */
async function liveThrough(seed: number, looks: boolean) {
  const random = seededRandom(seed, 'outage');
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => w.subscriber()));
  const beginMs = w.clock.monotonicMs();
  const elapsedMs = () => w.clock.monotonicMs() - beginMs;
  const leavers = people.slice(0, LEAVERS);
  const leavesAtMs = new Map(leavers.map((id) => [id, random.between(0, OUTAGE_MS - MINUTE_MS)]));
  const spool: { message: SpooledWithdrawal; visibleAtMs: number }[] = [];
  const applied: Moment[] = [];
  const starts: Moment[] = [];
  const waiting = new Set(people);

  const consume = async () => {
    for (const one of spool.filter(({ visibleAtMs }) => visibleAtMs <= elapsedMs())) {
      one.visibleAtMs = elapsedMs() + CONSUMER_EVERY_MS;
      const done = await applySpooled(w.ports, one.message).then(
        () => true,
        () => false,
      );
      if (!done) continue;
      spool.splice(spool.indexOf(one), 1);
      applied.push({ atMs: elapsedMs(), contactId: one.message.parts[0]?.contactId ?? '' });
    }
  };
  const send = async () => {
    if (looks && spool.length > 0) return;
    for (const contactId of waiting) {
      if (!(await w.mayStart(contactId))) continue;
      starts.push({ atMs: elapsedMs(), contactId });
      waiting.delete(contactId);
    }
  };
  const leave = async () => {
    for (const [contactId, atMs] of leavesAtMs) {
      if (atMs > elapsedMs()) continue;
      leavesAtMs.delete(contactId);
      expect(await withdrawOrSpool(w.ports, leaving(contactId))).toBe('spooled');
      const [message] = w.spooled.splice(0);
      if (message) spool.push({ message, visibleAtMs: elapsedMs() });
    }
  };

  w.world.outage = 'everything';
  while (elapsedMs() < OUTAGE_MS + 10 * MINUTE_MS) {
    if (elapsedMs() >= OUTAGE_MS) w.world.outage = 'none';
    await leave();
    const acts = random.chance(0.5) ? [send, consume] : [consume, send];
    for (const act of acts) await act();
    await w.clock.sleep(SENDER_EVERY_MS);
  }
  const outcome = { leavers, stayers: people.slice(LEAVERS), applied, starts, left: spool.length };
  w.world.outage = 'none';
  return outcome;
}

describe('F44: three hours without a store', () => {
  const seed = randomInt(2 ** 31);

  test(`nothing is sent, and every withdrawal is in force before the first claim (seed ${seed})`, async () => {
    const { leavers, stayers, applied, starts, left } = await liveThrough(seed, true);
    expect(starts.filter(({ atMs }) => atMs < OUTAGE_MS)).toEqual([]);
    expect({ left, applied: applied.length }).toEqual({ left: 0, applied: leavers.length });
    const lastApplied = Math.max(...applied.map(({ atMs }) => atMs));
    const firstStart = Math.min(...starts.map(({ atMs }) => atMs));
    expect(firstStart).toBeGreaterThanOrEqual(lastApplied);
    expect(new Set(starts.map(({ contactId }) => contactId))).toEqual(new Set(stayers));
  }, 120_000);

  test(`control: senders that do not look into the spool are caught (seed ${seed})`, async () => {
    const { leavers, starts } = await liveThrough(seed, false);
    const gone = new Set(leavers);
    expect(starts.filter(({ contactId }) => gone.has(contactId)).length).toBeGreaterThan(0);
  }, 120_000);
});
