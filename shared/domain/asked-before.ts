import type { Change, LedgerEvent } from '../../events/ledger-event.ts';
import { type ConfirmedChannel, confirmations } from './pending.ts';

/** As many of one choice, and in as long, as its owner is sent messages about: what is over would reach nobody. */
export const MOST_ASKED = 3;
const ASKED_WITHIN_MS = 30 * 24 * 60 * 60 * 1_000;

/** How far back it is looked: far enough for every choice of a form, each as often, with a stop after each. */
export const NEWEST_EVENTS = 100;

/** An event whose confirmation goes out once more. */
export type AskedAgain = { seq: number; channel: ConfirmedChannel };

/**
 * What a form asks for that adds nothing to the record, since anybody can post anybody's address (A16). The same
 * choices in the same words, with nothing but forms in between, are on record already; and so is enough of what was
 * asked in other words again and again, with nobody in control of the address ever confirming. Undefined for all
 * else: that is an event of its own. `newest`: the contact point's last events, the newest first.
 */
export function askedBefore(
  changes: readonly Change[],
  newest: readonly LedgerEvent[],
  now: Date,
): AskedAgain[] | undefined {
  const asks = changes.filter(isAsk);
  if (asks.length === 0 || asks.length < changes.length) return undefined;
  const isOld = ({ changes: said, recordedAt }: LedgerEvent) =>
    now.getTime() - Date.parse(recordedAt) > ASKED_WITHIN_MS ||
    said.some((change) => change.type === 'ConsentGranted' && new Date(change.validUntil) <= now);
  // A stop, a block or a lookup in between gives the same words another meaning.
  const waiting = upTo(newest, (event) => event.source !== 'form' || isOld(event));
  const same = waiting.find((event) => asksOf(event) === namesOf(asks));
  if (same) return againOf(same);

  const unanswered = upTo(newest, (event) => event.source === 'confirmation' || isOld(event));
  const timesAsked = ({ scope }: Ask) =>
    unanswered.filter((event) => event.source === 'form' && askedScopes(event).has(scope)).length;
  if (asks.some((ask) => timesAsked(ask) < MOST_ASKED)) return undefined;
  // Nobody is asked for more than what the form says now.
  const scopes = new Set(asks.map(({ scope }) => scope));
  const within = waiting.find((event) => askedScopes(event).isSubsetOf(scopes));
  return within ? againOf(within) : [];
}

type Ask = Extract<Change, { type: 'ConsentGranted' | 'ConsentRequested' }>;

const isAsk = (change: Change): change is Ask =>
  change.type === 'ConsentGranted' || change.type === 'ConsentRequested';

const askedScopes = ({ changes }: LedgerEvent) =>
  new Set(changes.filter(isAsk).map(({ scope }) => scope));

const asksOf = ({ changes }: LedgerEvent) => namesOf(changes.filter(isAsk));

/** What is asked for and in which words, whatever it counts for: that follows from what came before. */
function namesOf(asks: readonly Ask[]): string {
  const names = asks.map(({ type, scope, shown }) =>
    JSON.stringify([
      ...[type, scope, shown.formId, shown.noticeId, shown.wordingId],
      ...[shown.renderedHash, shown.locale],
    ]),
  );
  return names.toSorted().join();
}

const againOf = (event: LedgerEvent): AskedAgain[] =>
  [...confirmations(event).keys()].map((channel) => ({ seq: event.seq, channel }));

function upTo(
  events: readonly LedgerEvent[],
  isEnd: (event: LedgerEvent) => boolean,
): LedgerEvent[] {
  const end = events.findIndex(isEnd);
  return events.slice(0, end < 0 ? undefined : end);
}
