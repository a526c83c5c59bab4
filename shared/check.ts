import { setImmediate } from 'node:timers/promises';
import type { Gate } from '../events/gate.ts';
import type { ContactId } from '../events/scope.ts';
import type { CheckRequest, CheckVerdict } from '../events/verdict.ts';
import { type Catalogue, findPolicy } from './domain/catalogue.ts';
import { contactIdsOf, contactPointOf } from './domain/contact-point.ts';
import { permission, type Rules } from './domain/permission.ts';
import { scopeOf } from './domain/scope.ts';

type Item = CheckRequest['items'][number];

type CheckPorts = {
  catalogue: Pick<Catalogue, 'purposes'>;
  keys: { pepper: Uint8Array; matchKey: Uint8Array };
  readGates(contactIds: readonly ContactId[]): Promise<Map<ContactId, Gate>>;
  rules: Rules;
  now: Date;
};

/** How long an answer may be planned with. */
const VERDICT_VALIDITY_MS = 15 * 60 * 1_000;

/** As many as one read of the gates takes. */
const PART_ITEMS = 100;

type Reads = Map<ContactId, Promise<Map<ContactId, Gate>>>;

/** A verdict per item, in order; duplicates cost one read. */
export async function checkAll(items: readonly Item[], ports: CheckPorts): Promise<CheckVerdict[]> {
  const reads: Reads = new Map();
  const parts = Array.from({ length: Math.ceil(items.length / PART_ITEMS) }, (_, index) =>
    items.slice(index * PART_ITEMS, (index + 1) * PART_ITEMS),
  );
  return (await Promise.all(parts.map((part) => checkPart(part, reads, ports)))).flat();
}

async function checkPart(
  items: readonly Item[],
  reads: Reads,
  ports: CheckPorts,
): Promise<CheckVerdict[]> {
  // A turn each: the read of one part is on its way while the addresses of the next are hashed.
  await setImmediate();
  const contacts = items.map((item) => contactOf(item, ports.keys));
  const ids = contacts.flatMap((contact) => contact?.contactId ?? []);
  const unread = ids.filter((contactId) => !reads.has(contactId));
  if (unread.length > 0) {
    const read = ports.readGates(unread);
    for (const contactId of unread) reads.set(contactId, read);
  }
  const gates = await Promise.all(
    contacts.map(
      async (contact) => contact && (await reads.get(contact.contactId))?.get(contact.contactId),
    ),
  );
  const times = timesOf(ports.now);
  return items.map((item, index) => verdictOf(item, contacts[index], gates[index], times, ports));
}

type Times = { asOf: string; latest: Date; validUntil: string };

/** Written once for all verdicts: a date's text costs more than a verdict. */
function timesOf(now: Date): Times {
  const latest = new Date(now.getTime() + VERDICT_VALIDITY_MS);
  return { asOf: now.toISOString(), latest, validUntil: latest.toISOString() };
}

function contactOf({ channel, address }: Item, keys: CheckPorts['keys']) {
  const point = contactPointOf(channel, address);
  return point ? contactIdsOf(keys, point) : undefined;
}

function verdictOf(
  item: Item,
  contact: { matchId: string } | undefined,
  gate: Gate | undefined,
  { asOf, latest, validUntil }: Times,
  { catalogue, now, rules }: CheckPorts,
): CheckVerdict {
  const scope = scopeOf(item.channel, item.purpose);
  const shared = {
    matchId: contact?.matchId ?? null,
    rev: contact ? (gate?.rev ?? 0) : null,
    ...{ asOf, validUntil },
  };
  if (!findPolicy(catalogue, scope))
    return { ...shared, allowed: false, reason: 'unknown_purpose' };
  if (!contact) return { ...shared, allowed: false, reason: 'invalid_address' };
  const granted = permission(gate, scope, now, rules);
  const { allowed, reason } = granted;
  const until = granted.allowed ? granted.until : null;
  const lapses = until !== null && until < latest ? { validUntil: until.toISOString() } : {};
  return { ...shared, allowed, reason, ...lapses };
}
