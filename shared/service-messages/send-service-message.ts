import type { ServiceMessage } from '../../events/service-message.ts';
import type { Clock } from '../clock.ts';
import { isAllowedRecipient } from '../domain/allowed-recipients.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import { networkBucket } from '../domain/network.ts';
import {
  type Asked,
  type ConfirmedChannel,
  confirmations,
  isGivenSince,
  stillOpen,
} from '../domain/pending.ts';
import type { EvidenceKeys, LedgerStore } from '../ledger/ledger-store.ts';
import { newestAddress } from '../ledger/newest-address.ts';
import { readEvidence } from '../ledger/seal-part.ts';
import type { Measure } from '../metrics.ts';
import type { ProviderOutcome } from '../sending/send-one.ts';
import { type Budgets, causeOf } from './budgets.ts';
import { isConfirmed } from './confirmed.ts';

export type ServicePorts = {
  catalogue: Catalogue;
  channel: ConfirmedChannel;
  clock: Clock;
  ledger: Pick<LedgerStore, 'readGate' | 'readStoredEvent' | 'readStoredEvents' | 'findSubmission'>;
  keys: EvidenceKeys;
  budgets: Budgets;
  allowedRecipients: readonly string[];
  /** Whether this channel goes there at all (A17). */
  isReached(to: string): boolean;
  mostPerHour: number;
  measure: Measure;
  takeTurn(withinMs: number): Promise<boolean>;
  /** Everything slow is done before the call is returned. */
  prepare(letter: Letter): Promise<(signal: AbortSignal) => Promise<ProviderOutcome>>;
};

/** What is written to whom. */
export type Letter =
  | { kind: 'confirmation'; to: string; message: Confirmation; asked: readonly Asked[] }
  | { kind: 'preferences'; to: string; message: PreferencesWanted };

export type Confirmation = Extract<ServiceMessage, { kind: 'confirmation' }>;
export type PreferencesWanted = Extract<ServiceMessage, { kind: 'preferences' }>;

/** Why nothing is sent, or what became of it. */
export type ServiceOutcome =
  | 'sent'
  | 'unknown'
  | 'stale'
  | 'not-needed'
  | 'no-address'
  | 'closed'
  | 'exhausted';

const STALE_AFTER_MS = 24 * 60 * 60 * 1_000;
/** A group behind one address, like a class or a stand at a fair, is no flood. */
const NETWORK_PER_HOUR = 100;
const TURN_PATIENCE_MS = 2_000;
const CALL_LIMIT_MS = 3_500;

/**
 * Writes one message of the service itself, if it is still wanted and within every budget. Not marketing, so
 * no permit is asked; a withdrawal since voids what it would confirm. Doubt about the provider is final.
 */
export async function sendServiceMessage(
  ports: ServicePorts,
  message: ServiceMessage,
): Promise<'done' | 'retry'> {
  const { budgets, channel, clock } = ports;
  const { askedAt, contactId, kind } = message;
  const now = clock.now();
  if (now.getTime() - Date.parse(askedAt) > STALE_AFTER_MS) return ended(ports, 'stale');
  const cause = causeOf(message, channel);
  // Looked at first: a flood of requests must not cost more than this one read each.
  const may = await budgets.look(contactId, kind, cause, now);
  if (may !== 'spent') return notNow(ports, may);
  const planned = await plan(ports, message);
  if (typeof planned === 'string') return ended(ports, planned);
  const call = await ports.prepare(planned.letter);
  if (!(await ports.takeTurn(TURN_PATIENCE_MS))) return 'retry';
  const taken = await budgets.take(contactId, kind, cause, clock.now());
  if (taken !== 'spent') return notNow(ports, taken);
  const outcome = (await fitsAll(ports, planned.ip))
    ? await call(AbortSignal.timeout(CALL_LIMIT_MS))
    : 'refused';
  if (outcome === 'refused') {
    await budgets.giveBack(contactId, kind, cause);
    return 'retry';
  }
  // Who has told the provider to stop has answered as well as anybody.
  return ended(ports, outcome === 'accepted' ? 'sent' : 'unknown');
}

function notNow(ports: ServicePorts, why: 'repeated' | 'exhausted' | 'too soon'): 'done' | 'retry' {
  if (why === 'too soon') return 'retry';
  return ended(ports, why === 'repeated' ? 'not-needed' : 'exhausted');
}

type Planned = { letter: Letter; ip: string | undefined };

/** What to write and to whom, or why nothing is. The address stands in the sealed evidence and nowhere else. */
function plan(ports: ServicePorts, message: ServiceMessage): Promise<Planned | ServiceOutcome> {
  switch (message.kind) {
    case 'confirmation':
      return planConfirmation(ports, message);
    case 'preferences':
      return planPreferences(ports, message);
  }
}

async function planConfirmation(
  ports: ServicePorts,
  message: Confirmation,
): Promise<Planned | ServiceOutcome> {
  const { catalogue, channel, keys, ledger } = ports;
  const stored = await ledger.readStoredEvent(message.contactId, message.seq);
  const gate = await ledger.readGate(message.contactId);
  if (!stored || !gate || gate.holds.length > 0) return 'not-needed';
  const askedAt = new Date(stored.event.recordedAt);
  const asked = stillOpen(confirmations(stored.event).get(channel) ?? [], gate).filter((one) => {
    const { validityMonths } = findPolicy(catalogue, one.scope)?.purpose ?? {};
    return validityMonths && !isGivenSince(one, { askedAt, validityMonths }, gate);
  });
  if (asked.length === 0 || (await isConfirmed(ledger, message))) return 'not-needed';
  const evidence = await readEvidence(keys, stored);
  const to = typeof evidence === 'string' ? undefined : evidence.address?.canonical;
  if (typeof evidence === 'string' || to === undefined) return 'no-address';
  if (!mayBeWrittenTo(ports, to)) return 'closed';
  const letter: Letter = { kind: 'confirmation', to, message, asked };
  return { letter, ip: evidence.circumstances.ip };
}

/** Only to whom something is on record of, also where all of it is stopped. Networks are counted where it is asked. */
async function planPreferences(
  ports: ServicePorts,
  message: PreferencesWanted,
): Promise<Planned | ServiceOutcome> {
  const { keys, ledger } = ports;
  const gate = await ledger.readGate(message.contactId);
  if (!gate || gate.rev === 0 || gate.holds.length > 0) return 'not-needed';
  const to = await newestAddress(keys, await ledger.readStoredEvents(message.contactId));
  if (to === undefined) return 'no-address';
  if (!mayBeWrittenTo(ports, to)) return 'closed';
  return { letter: { kind: 'preferences', to, message }, ip: undefined };
}

function mayBeWrittenTo({ allowedRecipients, isReached }: ServicePorts, to: string): boolean {
  return isAllowedRecipient(allowedRecipients, to) && isReached(to);
}

async function fitsAll(
  { budgets, channel, clock, mostPerHour }: ServicePorts,
  ip: string | undefined,
): Promise<boolean> {
  const now = clock.now();
  const network = ip === undefined ? undefined : `network#${networkBucket(ip)}`;
  if (network && !(await budgets.fits(network, NETWORK_PER_HOUR, now))) return false;
  return budgets.fits(`all#${channel}`, mostPerHour, now);
}

function ended({ channel, measure }: ServicePorts, outcome: ServiceOutcome): 'done' {
  measure('ServiceMessages', 1, { Channel: channel, Outcome: outcome });
  return 'done';
}
