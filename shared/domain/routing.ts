import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { Channel } from '../../events/scope.ts';
import type { ServiceMessage } from '../../events/service-message.ts';
import type { SuppressionUpdate } from '../../events/suppression.ts';

export type Destination = 'suppression-list' | 'email-sender' | 'sms-sender';

/** Where the news of an event goes. Grants go too: a new consent takes an entry off the list. */
export function routesOf(event: LedgerEvent): Destination[] {
  const routes: Destination[] = ['suppression-list'];
  if (stops(event, 'email')) routes.push('email-sender');
  if (stops(event, 'sms')) routes.push('sms-sender');
  return routes;
}

function stops({ changes }: LedgerEvent, channel: Channel): boolean {
  return changes.some(
    (change) =>
      change.type === 'ConsentWithdrawn' &&
      (change.cover === '*' || change.cover.startsWith(`${channel}.`)),
  );
}

export function updateOf({ eventId, contactId, seq }: LedgerEvent): SuppressionUpdate {
  return { version: 1, eventId, contactId, seq };
}

/** The person is asked to confirm what the event says they want; sent from here and never inside a request. */
export function confirmationOf({ contactId, seq, recordedAt }: LedgerEvent): ServiceMessage {
  return { version: 1, kind: 'confirmation', contactId, seq, askedAt: recordedAt };
}
