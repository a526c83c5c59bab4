import type { Gate } from '../events/gate.ts';
import type { ContactId } from '../events/scope.ts';
import type { CheckRequest, CheckVerdict, Reason } from '../events/verdict.ts';
import { type Catalogue, findPolicy } from './domain/catalogue.ts';
import { type ContactPoint, contactIdsOf, contactPointOf } from './domain/contact-point.ts';
import { permission, type Rules } from './domain/permission.ts';
import { scopeOf } from './domain/scope.ts';
import { isOutage } from './dynamo.ts';
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

/** What could be found out about the items: null where nothing behind the door could be asked. */
type Found = { ids: readonly (Ids | null)[]; gates: Map<ContactId, Gate> } | null;
type Ids = { contactId: ContactId; matchId: ContactId };

/**
 * A verdict per item, in order; duplicates cost one read. Where keys or gates cannot be had, the answer is no for
 * everybody and on every channel, post included: silence is never permission.
 */
export async function checkAll(items: readonly Item[], ports: CheckPorts): Promise<CheckVerdict[]> {
  const points = items.map(({ channel, address }) => contactPointOf(channel, address));
  const found = await find(points, ports);
  return items.map((item, index) => {
    if (!findPolicy(ports.catalogue, scopeOf(item.channel, item.purpose))) {
      return denied('unknown_purpose', found, index, ports.now);
    }
    if (!points[index]) return denied('invalid_address', found, index, ports.now);
    return verdictOf(item, found, index, ports);
  });
}

async function find(
  points: readonly (ContactPoint | null)[],
  { keys, readGates }: CheckPorts,
): Promise<Found> {
  try {
    const secrets = await keys();
    const ids = points.map((point) => point && contactIdsOf(secrets, point));
    return { ids, gates: await readGates(ids.flatMap((known) => known?.contactId ?? [])) };
  } catch (error) {
    if (!isOutage(error)) throw error;
    log('error', 'checks answered as unavailable', { error: traceOf(error) });
    return null;
  }
}

function verdictOf(item: Item, found: Found, index: number, ports: CheckPorts): CheckVerdict {
  const { now, rules } = ports;
  const ids = found?.ids[index];
  if (!found || !ids) return denied('unavailable', found, index, now);
  const gate = found.gates.get(ids.contactId);
  const verdict = permission(gate, scopeOf(item.channel, item.purpose), now, rules);
  const latest = new Date(now.getTime() + VERDICT_VALIDITY_MS);
  const until = verdict.allowed && verdict.until && verdict.until < latest ? verdict.until : latest;
  const { allowed, reason } = verdict;
  return { ...common(found, index, now), allowed, reason, validUntil: until.toISOString() };
}

function denied(reason: Reason, found: Found, index: number, now: Date): CheckVerdict {
  // An outage may be over in a moment: nobody should plan with it.
  const validity = reason === 'unavailable' ? 0 : VERDICT_VALIDITY_MS;
  const validUntil = new Date(now.getTime() + validity).toISOString();
  return { ...common(found, index, now), allowed: false, reason, validUntil };
}

function common(found: Found, index: number, now: Date) {
  const ids = found?.ids[index];
  return {
    matchId: ids?.matchId ?? null,
    rev: ids ? (found?.gates.get(ids.contactId)?.rev ?? 0) : null,
    asOf: now.toISOString(),
  };
}
