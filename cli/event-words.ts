import type { Change, LedgerEvent, Source } from '../events/ledger-event.ts';
import type { Channel, Cover } from '../events/scope.ts';

const CHANNEL_WORDS: Record<Channel, string> = {
  email: 'email',
  sms: 'text message',
  phone: 'phone',
  post: 'post',
};

const SOURCE_WORDS: Record<Source, string> = {
  form: 'on a form',
  'one-click': 'by one click in a mail program',
  'unsubscribe-page': 'on the unsubscribe page',
  confirmation: 'by confirming',
  'preference-page': 'on the preference page',
  staff: 'to staff',
  api: 'reported by a system of the company',
  import: 'imported from older records',
  'email-feedback': 'by feedback of a mail provider',
  'text-reply': 'by a text reply',
  mail: 'by an email to us',
  screening: 'by screening against the preference registers',
};

/** An event as somebody reads it who has to say what happened: one line per change, without an address. */
export function eventWords(event: LedgerEvent): string[] {
  const { seq, recordedAt, source, changes, eventId } = event;
  return [
    `${seq}  ${recordedAt}  ${SOURCE_WORDS[source]}  (${eventId})`,
    ...changes.map((change) => `     ${changeWords(change)}`),
  ];
}

function changeWords(change: Change): string {
  switch (change.type) {
    case 'ConsentGranted': {
      const { scope, validUntil, shown, basis, givenAt } = change;
      const saw = basis === 0 ? '' : `, having seen ${basis} withdrawals`;
      const when = givenAt === undefined ? '' : ` on ${givenAt}`;
      return `said yes to ${coverWords(scope)}${when} until ${validUntil}${saw}; ${shownWords(shown)}`;
    }
    case 'ConsentRestored':
      return `took back a texted STOP: yes to ${coverWords(change.scope)} until ${change.validUntil} as before; notice ${change.noticeId}`;
    case 'ConsentRequested':
      return `asked for ${coverWords(change.scope)}, to be confirmed: permits nothing yet; ${shownWords(change.shown)}`;
    case 'ConsentWithdrawn': {
      const { cover, reason, epoch } = change;
      return `${WITHDRAWAL_WORDS[reason]} ${coverWords(cover)} (withdrawal ${epoch} at this contact point)`;
    }
    case 'ContactBlocked':
      return `became ${change.block}: nothing is sent until it proves itself anew`;
    case 'ContactUnblocked':
      return `is no longer ${change.block}`;
    case 'PhoneScreened':
      return change.listedSince === null
        ? `is on no preference register as of ${change.screenedOn}`
        : `is on a preference register as of ${change.screenedOn} (since event ${change.listedSince})`;
  }
}

const WITHDRAWAL_WORDS = {
  withdrawn: 'withdrew from',
  objected: 'objected to',
  complaint: 'complained about',
} as const;

type Shown = Extract<Change, { type: 'ConsentGranted' }>['shown'];

function shownWords({ formId, noticeId, wordingId, locale, renderedHash }: Shown): string {
  const where = formId === null ? '' : `form ${formId}, `;
  return `shown ${where}wording ${wordingId}, notice ${noticeId}, ${locale}, text ${renderedHash.slice(0, 16)}`;
}

export function coverWords(cover: Cover): string {
  if (cover === '*') return 'everything';
  const [channel, purpose] = cover.split('.') as [Channel, string];
  const by = CHANNEL_WORDS[channel];
  return purpose === '*' ? `everything by ${by}` : `${purpose} by ${by}`;
}
