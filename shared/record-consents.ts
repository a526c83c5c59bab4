import { type ConsentReceipt, ConsentSubmission } from '../events/consent.ts';
import type { Circumstances } from '../events/evidence.ts';
import type { Outcome } from '../events/outcome.ts';
import type { ContactId } from '../events/scope.ts';
import { bodyHash } from './domain/body-hash.ts';
import type { Catalogue } from './domain/catalogue.ts';
import { contactIdsOf } from './domain/contact-point.ts';
import type { Json } from './domain/jcs.ts';
import { ConsentError } from './errors.ts';
import { parse } from './http/request.ts';
import type { Receipt } from './ledger/ledger-store.ts';
import type { Part } from './ledger/record.ts';
import type { Withdrawal } from './ledger/spoolable.ts';
import { withdrawEverywhere } from './ledger/withdraw-everywhere.ts';
import { type SpoolPorts, withdrawOrSpool } from './ledger/withdraw-or-spool.ts';
import { readableStops } from './readable-stops.ts';
import {
  type Line,
  type Report,
  type ReportedContact,
  reportedContacts,
} from './reported-contacts.ts';
import type { ContactKeys } from './secrets.ts';

export type ConsentPorts = {
  catalogue: Catalogue;
  keys: ContactKeys;
  withdrawals: SpoolPorts;
  linkedContacts(contactId: ContactId): Promise<ContactId[]>;
};

/** Whose word it is, and the name that they give to this submission. */
type Reporter = Pick<Withdrawal, 'caller'> & {
  source: 'api' | 'import';
  idempotencyKey: string;
};

type Reported = 'spooled' | { isRepeated: boolean; receipt: ConsentReceipt };

/**
 * Records what another system reports of one person, and returns once nothing that it withdraws can start any
 * more; `spooled` if some of it waits in the spool, and is not in force yet. Throws `invalid` with pointers at
 * its faults, or `idempotency_key_reused`, and the withdrawals that can be read are recorded all the same;
 * `unavailable` if it must be sent again for what could not be.
 */
export async function recordConsents(
  body: unknown,
  reporter: Reporter,
  ports: ConsentPorts,
): Promise<Reported> {
  try {
    return await recordReport(parse(ConsentSubmission, body), reporter, ports);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw await withStops(error, body, reporter, ports);
  }
}

const isRefusal = (error: unknown): error is ConsentError =>
  error instanceof ConsentError && ['invalid', 'idempotency_key_reused'].includes(error.code);

/** The refusal, once what can be read of the withdrawals is in force; it says so. */
async function withStops(
  refusal: ConsentError,
  body: unknown,
  reporter: Reporter,
  ports: ConsentPorts,
): Promise<ConsentError> {
  const stops = readableStops(body);
  if (!stops) return refusal;
  // Under a name of its own: the whole, sent again once it is mended, must not pass for recorded.
  const idempotencyKey = `${reporter.idempotencyKey} withdrawals ${hashOf(stops.report, ports)}`;
  const recorded = await recordReport(stops.report, { ...reporter, idempotencyKey }, ports);
  const lines = stops.lines.map((line) => `withdrawals/${line}`).join(', ');
  const since =
    recorded === 'spooled'
      ? 'Received all the same, and in force as soon as our records can be reached'
      : 'Recorded and put in force all the same';
  const { code, message, errors, cause } = refusal;
  const detail = `${message} ${since}, at every contact point that can be read: ${lines}.`;
  return new ConsentError(code, detail, { errors, cause });
}

async function recordReport(
  submission: Report,
  { source, caller, idempotencyKey }: Reporter,
  ports: ConsentPorts,
): Promise<Reported> {
  const { catalogue, keys, withdrawals, linkedContacts } = ports;
  // Hashed: the name may wait in a queue, and clients have been known to put an address into their key.
  const name = bodyHash(keys.bodyKey, idempotencyKey);
  const contacts = reportedContacts(submission, source, catalogue, withdrawals.clock.now());
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
    bodyHash: hashOf(submission, ports),
    isRemembered: true,
  };
  const withdrawal = { ...shared, parts: named, name };
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

function hashOf(report: Report, { keys }: ConsentPorts): string {
  return bodyHash(keys.bodyKey, JSON.parse(JSON.stringify(report)) as Json);
}

/** What shows how it was said, as far as the reporter tells. */
function circumstancesOf({ evidence }: Report): Circumstances {
  const { text, ...rest } = evidence ?? {};
  return { ...rest, ...(text !== undefined && { note: text }) };
}

/** Of the named contact points only: what is linked to them is nothing that a reporter may learn. */
function consentReceipt(
  { grants, withdrawals }: Report,
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
