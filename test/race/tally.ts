const COUNTED = [
  'schedules',
  'accepted by the provider',
  'refused by the provider',
  'in doubt at the provider',
  'refused at the gate',
  'lost the claim',
  'withdrawals acknowledged',
  'withdrawals that found nothing to do',
  'withdrawals that waited for a permit',
  'withdrawals that waited to the limit',
  'withdrawals unanswered',
  'withdrawals at two contact points',
  'forms that have to be confirmed',
  'confirmations that granted',
  'confirmations that a withdrawal had voided',
  'preferences that granted',
  'preferences that a stop had voided',
  'sent after a new consent',
  'holds set and lifted',
  'calls while the store was down',
  'withdrawals spooled and held',
  'withdrawals spooled only',
  'withdrawals sent again by a mail provider',
  'batches returned over a spool',
  'looks that were behind',
  'spooled withdrawals put in force',
  'spooled withdrawals delivered again',
  'spooled withdrawals found in force at the end',
  'permits granted over HTTP',
  'permits refused over HTTP',
  'calls under a permit over HTTP',
  'duplicate deliveries',
  'redeliveries',
  'environments used again',
  'killed senders',
  'crashes',
  'slow steps',
  'transaction conflicts',
  'lost answers',
  'late requests',
  'server errors',
] as const;

/** Too seldom for a small run to be sure of it. */
const SELDOM = [
  'withdrawals that the spool did not take',
  'holds left behind, and lifted by command',
  'permits that ran out before the call',
] as const;

/** What only mistaken senders do. */
const MISTAKES = ['work left frozen', 'calls stopped by the fence'] as const;

const ALL = [...COUNTED, ...SELDOM, ...MISTAKES];

export type Counted = (typeof ALL)[number];

/** What happened, counted, to show that the harness bites. */
export type Tally = Record<Counted, number>;

export function emptyTally(): Tally {
  return Object.fromEntries(ALL.map((name) => [name, 0])) as Tally;
}

export function addTally(sum: Tally, other: Tally): void {
  for (const name of ALL) sum[name] += other[name];
}

/** What never happened: with any of these at zero, the race was not run. */
export function missing(tally: Tally): Counted[] {
  return COUNTED.filter((name) => tally[name] === 0);
}

export function tallyLines(tally: Tally): string[] {
  return ALL.map((name) => `${String(tally[name]).padStart(8)}  ${name}`);
}
