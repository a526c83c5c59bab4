import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { SuppressionUpdate } from '../../events/suppression.ts';

export type Destination = 'suppression-list' | 'email-sender';

/** Where the news of an event goes. Grants go too: a new consent takes an entry off the list. */
export function routesOf(event: LedgerEvent): Destination[] {
  const stopsEmail = event.changes.some(
    (change) =>
      change.type === 'ConsentWithdrawn' &&
      (change.cover === '*' || change.cover.startsWith('email.')),
  );
  return stopsEmail ? ['suppression-list', 'email-sender'] : ['suppression-list'];
}

export function updateOf({ eventId, contactId, seq }: LedgerEvent): SuppressionUpdate {
  return { version: 1, eventId, contactId, seq };
}
