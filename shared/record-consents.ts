import type { ConsentReceipt, ConsentSubmission } from '../events/consent.ts';
import type { Circumstances } from '../events/evidence.ts';
import type { Outcome } from '../events/outcome.ts';
import type { ContactId } from '../events/scope.ts';
import { bodyHash } from './domain/body-hash.ts';
import type { Catalogue } from './domain/catalogue.ts';
import { contactIdsOf } from './domain/contact-point.ts';
import type { Json } from './domain/jcs.ts';
import { ConsentError } from './errors.ts';
import type { Receipt } from './ledger/ledger-store.ts';
import type { Part } from './ledger/record.ts';
import { withdrawEverywhere } from './ledger/withdraw-everywhere.ts';
import { type SpoolPorts, type Withdrawal, withdrawOrSpool } from './ledger/withdraw-or-spool.ts';
import { type Line, type ReportedContact, reportedContacts } from './reported-contacts.ts';
import type { ContactKeys } from './secrets.ts';

export type ConsentPorts = {
  catalogue: Catalogue;
  keys: ContactKeys;
  withdrawals: SpoolPorts;
  linkedContacts(contactId: ContactId): Promise<ContactId[]>;
};

/** Whose word it is, and the name that they give to this submission. */
type Reporter = Pick<Withdrawal, 'source' | 'caller'> & { idempotencyKey: string };

/**
 * Records what another system reports of one person, and returns once nothing that it withdraws can start any
 * more; `spooled` if some of it waits in the spool, and is not in force yet. Throws `invalid` with pointers if
 * nothing of it may be recorded, `unavailable` if it must be sent again for what could not be.
 */
export async function recordConsents(
  submission: ConsentSubmission,
  { source, caller, idempotencyKey }: Reporter,
  ports: ConsentPorts,
): Promise<'spooled' | { isRepeated: boolean; receipt: ConsentReceipt }> {
  const { catalogue, keys, withdrawals, linkedContacts } = ports;
  const contacts = reportedContacts(submission, catalogue, withdrawals.clock.now());
  const named: Part[] = contacts.map(({ point, typed, requests }) => ({
    ...contactIdsOf(keys, point),
    address: { typed, canonical: point.address },
    requests,
  }));
  const stopsEverything = submission.withdrawals.some(({ channel }) => channel === undefined);
  const shared = {
    source,
    caller,
    evidence: circumstancesOf(submission),
    bodyHash: bodyHash(keys.bodyKey, JSON.parse(JSON.stringify(submission)) as Json),
    isRemembered: true,
  };
  const withdrawal = { ...shared, parts: named, name: idempotencyKey };
  const recorded = stopsEverything
    ? await withdrawEverywhere({ ...withdrawals, linkedContacts }, withdrawal)
    : // Whoever stops everything ties no contact points together by it.
      await withdrawOrSpool(withdrawals, { ...withdrawal, linksParts: true });
  if (recorded === 'links unknown') throw onlyNamed();
  if (recorded === 'spooled') {
    if (submission.grants.length > 0) throw onlyWithdrawals();
    return 'spooled';
  }
  return {
    isRepeated: recorded.outcome === 'repeated',
    receipt: consentReceipt(submission, contacts, recorded.receipt),
  };
}

/** Grants never wait in the spool: from there they could come after a later withdrawal. */
const onlyWithdrawals = () =>
  new ConsentError(
    'unavailable',
    'The withdrawals are received, and in force as soon as our records can be reached. The grants could not be recorded: send the same request again.',
  );

const onlyNamed = () =>
  new ConsentError(
    'unavailable',
    'The contact points that you named are stopped, or will be as soon as our records can be reached. What else belongs to them cannot be looked up: send the same request again.',
  );

/** What shows how it was said, as far as the reporter tells. */
function circumstancesOf({ evidence }: ConsentSubmission): Circumstances {
  const { text, ...rest } = evidence ?? {};
  return { ...rest, ...(text !== undefined && { note: text }) };
}

/** Of the named contact points only: what is linked to them is nothing that a reporter may learn. */
function consentReceipt(
  { grants, withdrawals }: ConsentSubmission,
  contacts: readonly ReportedContact[],
  { recordedAt, parts }: Receipt,
): ConsentReceipt {
  const outcomeOf = (list: Line['list']) => (_: unknown, index: number) =>
    outcomeOfLine({ list, index }, contacts, parts);
  return {
    recordedAt,
    grants: grants.map(outcomeOf('grants')),
    withdrawals: withdrawals.map(outcomeOf('withdrawals')),
    eventIds: contacts.flatMap((_, part) => parts[part]?.event?.eventId ?? []),
  };
}

/** A withdrawal of everything has an outcome at each contact point: what changed anywhere has changed. */
function outcomeOfLine(
  line: Line,
  contacts: readonly ReportedContact[],
  parts: Receipt['parts'],
): Outcome {
  const outcomes = contacts.flatMap(({ lines }, part) =>
    lines.flatMap(({ list, index }, at) =>
      list === line.list && index === line.index ? (parts[part]?.outcomes[at] ?? []) : [],
    ),
  );
  return outcomes.find((outcome) => outcome !== 'unchanged') ?? 'unchanged';
}
