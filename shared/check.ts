import { setImmediate } from 'node:timers/promises';
import type { Gate } from '../events/gate.ts';
import type { ContactId } from '../events/scope.ts';
import type { CheckRequest, CheckVerdict } from '../events/verdict.ts';
import { type Catalogue, findPolicy } from './domain/catalogue.ts';
import { chunksOf } from './domain/chunks.ts';
import { contactIdOf } from './domain/contact-id.ts';
import { contactPointOf } from './domain/contact-point.ts';
import { permission, type Rules } from './domain/permission.ts';
import { scopeOf } from './domain/scope.ts';
import { isOutage } from './dynamo.ts';
import { UnreadableGate } from './ledger/gate-item.ts';
import { log, traceOf } from './log.ts';

type Item = CheckRequest['items'][number];

type Keys = { pepper: Uint8Array; matchKey: Uint8Array };

type CheckPorts = {
  catalogue: Pick<Catalogue, 'purposes'>;
  keys(): Promise<Keys>;
  readGates(contactIds: readonly ContactId[]): Promise<Map<ContactId, Gate>>;
  rules: Rules;
  now: Date;
};

/** How long an answer may be planned with. */
const VERDICT_VALIDITY_MS = 15 * 60 * 1_000;

/** As many as one read of the gates takes. */
const PART_ITEMS = 100;

/** What is known at one address; null where the text is none. */
type Contact = { matchId: ContactId; gate: Gate | undefined } | null;

/**
 * A verdict per item, in order; duplicates cost one read. Where keys or gates cannot be had, the answer is no for
 * everybody and on every channel, post included: silence is never permission.
 */
export async function checkAll(items: readonly Item[], ports: CheckPorts): Promise<CheckVerdict[]> {
  const times = timesOf(ports.now);
  try {
    const secrets = await ports.keys();
    const reads: Reads = new Map();
    // Part by part, and not in the end: the verdicts of one are made while the gates of the next are read.
    const check = async (part: readonly Item[]) => {
      const contacts = await findPart(part, reads, secrets, ports.readGates);
      return part.map((item, index) => verdictOf(item, contacts[index] ?? null, times, ports));
    };
    return (await Promise.all(chunksOf(items, PART_ITEMS).map(check))).flat();
  } catch (error) {
    if (!isOutage(error) && !(error instanceof UnreadableGate)) throw error;
    log('error', 'checks answered as unavailable', { error: traceOf(error) });
    return items.map((item) => unavailable(item, times, ports));
  }
}

/** Which read brings which gate: what one part has asked for, no other asks again. */
type Reads = Map<ContactId, ReturnType<CheckPorts['readGates']>>;

async function findPart(
  items: readonly Item[],
  reads: Reads,
  secrets: Keys,
  readGates: CheckPorts['readGates'],
): Promise<Contact[]> {
  // A turn each: the read of one part is on its way while the addresses of the next are hashed.
  await setImmediate();
  const known = items.map(({ channel, address }) => {
    const point = contactPointOf(channel, address);
    return point && { point, contactId: contactIdOf(secrets.pepper, point.kind, point.address) };
  });
  const unread = known.flatMap((contact) =>
    contact && !reads.has(contact.contactId) ? contact.contactId : [],
  );
  if (unread.length > 0) {
    const read = readGates(unread);
    for (const contactId of unread) reads.set(contactId, read);
  }
  const gates = await gatesOf(
    known.flatMap((contact) => (contact ? contact.contactId : [])),
    reads,
  );
  return known.map((contact): Contact => {
    if (!contact) return null;
    const { contactId, point } = contact;
    const gate = gates(contactId);
    // A gate keeps it, and a second hash costs as much as the first.
    const matchId = gate?.matchId ?? contactIdOf(secrets.matchKey, point.kind, point.address);
    return { matchId, gate };
  });
}

/** Awaited once a read, and not once a contact point. */
async function gatesOf(contactIds: readonly ContactId[], reads: Reads) {
  const asked = [...new Set(contactIds.flatMap((contactId) => reads.get(contactId) ?? []))];
  const answers = await Promise.all(asked);
  const [first] = answers;
  return (contactId: ContactId): Gate | undefined =>
    first?.get(contactId) ?? answers.find((answer) => answer.has(contactId))?.get(contactId);
}

type Times = { asOf: string; latest: Date; validUntil: string };

/** Written once for all verdicts: a date's text costs more than a verdict. */
function timesOf(now: Date): Times {
  const latest = new Date(now.getTime() + VERDICT_VALIDITY_MS);
  return { asOf: now.toISOString(), latest, validUntil: latest.toISOString() };
}

function verdictOf(
  item: Item,
  contact: Contact,
  { asOf, latest, validUntil }: Times,
  { catalogue, now, rules }: CheckPorts,
): CheckVerdict {
  const scope = scopeOf(item.channel, item.purpose);
  const shared = {
    matchId: contact?.matchId ?? null,
    rev: contact ? (contact.gate?.rev ?? 0) : null,
    ...{ asOf, validUntil },
  };
  if (!findPolicy(catalogue, scope)) {
    return { ...shared, allowed: false, reason: 'unknown_purpose' };
  }
  if (!contact) return { ...shared, allowed: false, reason: 'invalid_address' };
  const verdict = permission(contact.gate, scope, now, rules);
  const { allowed, reason } = verdict;
  const until = verdict.allowed ? verdict.until : null;
  const lapses = until !== null && until < latest ? { validUntil: until.toISOString() } : {};
  return { ...shared, allowed, reason, ...lapses };
}

/** What can be told of an item by itself, and otherwise nothing; an outage may be over in a moment. */
function unavailable(item: Item, times: Times, ports: CheckPorts): CheckVerdict {
  const { asOf } = times;
  const told = verdictOf(item, null, times, ports);
  const isAddress = contactPointOf(item.channel, item.address) !== null;
  if (told.reason === 'unknown_purpose' || !isAddress) return told;
  return { ...told, reason: 'unavailable', validUntil: asOf };
}
