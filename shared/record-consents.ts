import type { ConsentReceipt, ConsentSubmission } from '../events/consent.ts';
import type { Circumstances } from '../events/evidence.ts';
import type { Outcome } from '../events/outcome.ts';
import type { ContactId } from '../events/scope.ts';
import type { Clock } from './clock.ts';
import { bodyHash } from './domain/body-hash.ts';
import type { Catalogue } from './domain/catalogue.ts';
import { contactIdsOf } from './domain/contact-point.ts';
import type { Json } from './domain/jcs.ts';
import type { LedgerStore, Receipt } from './ledger/ledger-store.ts';
import type { Part, Submission } from './ledger/record.ts';
import { withdraw } from './ledger/withdraw.ts';
import { type Line, type ReportedContact, reportedContacts } from './reported-contacts.ts';
import type { ContactKeys } from './secrets.ts';

/** Two actions a part and one for the submission stay under DynamoDB's 100 a transaction. */
const PARTS_A_TRANSACTION = 40;

export type ConsentPorts = {
  catalogue: Catalogue;
  keys: ContactKeys;
  store: LedgerStore;
  clock: Clock;
  linkedContacts(contactId: ContactId): Promise<ContactId[]>;
};

/** Whose word it is, and the name that they give to this submission. */
type Reporter = Pick<Submission, 'source' | 'caller'> & { idempotencyKey: string };

/**
 * Records what another system reports of one person, and returns once nothing that it withdraws can start any
 * more. Throws `invalid` with pointers if nothing of it may be recorded.
 */
export async function recordConsents(
  submission: ConsentSubmission,
  { source, caller, idempotencyKey }: Reporter,
  ports: ConsentPorts,
): Promise<{ isRepeated: boolean; receipt: ConsentReceipt }> {
  const { catalogue, keys, store, clock } = ports;
  const contacts = reportedContacts(submission, catalogue, clock.now());
  const named: Part[] = contacts.map(({ point, typed, requests }) => ({
    ...contactIdsOf(keys, point),
    address: { typed, canonical: point.address },
    requests,
  }));
  const stopsEverything = submission.withdrawals.some(({ channel }) => channel === undefined);
  const linked = stopsEverything ? await linkedParts(named, ports) : [];
  const parts = [...named, ...linked];
  const shared = {
    source,
    caller,
    evidence: circumstancesOf(submission),
    bodyHash: bodyHash(keys.bodyKey, JSON.parse(JSON.stringify(submission)) as Json),
    isRemembered: true,
  };
  const { outcome, receipt } = await withdraw(store, clock, {
    ...shared,
    parts: parts.slice(0, PARTS_A_TRANSACTION),
    // Whoever stops everything ties no contact points together by it.
    linksParts: !stopsEverything,
    idempotencyKey: () => idempotencyKey,
  });
  for (let start = PARTS_A_TRANSACTION; start < parts.length; start += PARTS_A_TRANSACTION) {
    await withdraw(store, clock, {
      ...shared,
      parts: parts.slice(start, start + PARTS_A_TRANSACTION),
      idempotencyKey: () => `${idempotencyKey} from ${start}`,
    });
  }
  return {
    isRepeated: outcome === 'repeated',
    receipt: consentReceipt(submission, contacts, receipt),
  };
}

/** What shows how it was said, as far as the reporter tells. */
function circumstancesOf({ evidence }: ConsentSubmission): Circumstances {
  const { text, ...rest } = evidence ?? {};
  return { ...rest, ...(text !== undefined && { note: text }) };
}

/** "Stop everything" reaches what was ever named together with this contact point, of which only the id is known. */
async function linkedParts(
  named: readonly Part[],
  { linkedContacts }: ConsentPorts,
): Promise<Part[]> {
  const own = new Set(named.map(({ contactId }) => contactId));
  const linked = await Promise.all(named.map(({ contactId }) => linkedContacts(contactId)));
  return [...new Set(linked.flat())]
    .filter((contactId) => !own.has(contactId))
    .map((contactId) => ({
      contactId,
      matchId: null,
      isLinked: true,
      requests: [{ kind: 'withdraw', cover: '*', reason: 'withdrawn' }],
    }));
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
