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

/** A verdict per item, in order; duplicates cost one read. */
export async function checkAll(items: readonly Item[], ports: CheckPorts): Promise<CheckVerdict[]> {
  const contacts = items.map((item) => contactOf(item, ports.keys));
  const ids = contacts.flatMap((contact) => (contact ? [contact.contactId] : []));
  const gates = await ports.readGates(ids);
  return items.map((item, index) => {
    const contact = contacts[index];
    return verdictOf(item, contact, contact && gates.get(contact.contactId), ports);
  });
}

function contactOf({ channel, address }: Item, keys: CheckPorts['keys']) {
  const point = contactPointOf(channel, address);
  return point ? contactIdsOf(keys, point) : undefined;
}

function verdictOf(
  item: Item,
  contact: { matchId: string } | undefined,
  gate: Gate | undefined,
  { catalogue, now, rules }: CheckPorts,
): CheckVerdict {
  const scope = scopeOf(item.channel, item.purpose);
  const latest = new Date(now.getTime() + VERDICT_VALIDITY_MS);
  const shared = {
    matchId: contact?.matchId ?? null,
    rev: contact ? (gate?.rev ?? 0) : null,
    asOf: now.toISOString(),
    validUntil: latest.toISOString(),
  };
  if (!findPolicy(catalogue, scope))
    return { ...shared, allowed: false, reason: 'unknown_purpose' };
  if (!contact) return { ...shared, allowed: false, reason: 'invalid_address' };
  const granted = permission(gate, scope, now, rules);
  const { allowed, reason } = granted;
  const until = granted.allowed && granted.until && granted.until < latest ? granted.until : latest;
  return { ...shared, allowed, reason, validUntil: until.toISOString() };
}
