import { randomUUID } from 'node:crypto';
import type { PermitGranted, PermitOutcome, PermitRequest } from '../../events/permit.ts';
import type { ContactId, Scope } from '../../events/scope.ts';
import type { SendRecord } from '../../events/send-record.ts';
import type { Reason } from '../../events/verdict.ts';
import { backOff, type Clock } from '../clock.ts';
import { isAllowedContact } from '../domain/allowed-recipients.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import { contactIdsOf, contactPointOf } from '../domain/contact-point.ts';
import { permission, type Rules } from '../domain/permission.ts';
import {
  isCrowded,
  isCrowdedBy,
  MAX_CLIENT_PERMITS,
  OUTSIDE_PERMIT_MS,
  outsidePermitId,
} from '../domain/permit.ts';
import { scopeOf } from '../domain/scope.ts';
import type { PermitToken } from '../domain/token.ts';
import { isOutage } from '../dynamo.ts';
import { ConsentError } from '../errors.ts';
import { log, traceOf } from '../log.ts';
import type { Measure } from '../metrics.ts';
import { type Permits, tryClaim } from './permits.ts';
import { outsideSendKey, type SendKey } from './sends-table.ts';

export type ReleasePorts = {
  permits: Pick<Permits, 'release'>;
  /** Says what a claimed message came to; without effect if it is no longer claimed under this permit. */
  settle(send: SendKey, permit: string, state: 'sent' | 'unknown' | 'reopened'): Promise<unknown>;
};

export type ClaimPorts = ReleasePorts & {
  catalogue: Pick<Catalogue, 'purposes'>;
  allowedRecipients: readonly string[];
  keys(): Promise<{ pepper: Uint8Array; matchKey: Uint8Array }>;
  rules: Rules;
  clock: Clock;
  isSpoolEmpty(): Promise<boolean>;
  permits: Permits;
  /** Whether anything is on record; strongly consistent. */
  isOnRecord(contactId: ContactId): Promise<boolean>;
  addHold(contactId: ContactId, hold: string): Promise<void>;
  readSend(send: SendKey): Promise<SendRecord | undefined>;
  /** Asked for before anything is claimed: a permit that cannot be named would be lost. */
  minter(): Promise<(token: PermitToken) => string>;
  measure: Measure;
};

const MAX_ATTEMPTS = 4;
const BACK_OFF = { baseMs: 20, capMs: 200 };

/**
 * Claims the right to start one message by somebody else's hand. Throws `send_refused` with the reason, after
 * which nothing is stored; `message_id_used` for a message that was claimed before; `unavailable` where it
 * cannot be said now.
 */
export async function claimOutside(
  ports: ClaimPorts,
  client: string,
  request: PermitRequest,
): Promise<PermitGranted> {
  const { channel: Channel } = request;
  try {
    const granted = await claim(ports, client, request);
    ports.measure('Permits', 1, { Channel });
    return granted;
  } catch (error) {
    if (error instanceof ConsentError && error.reason) {
      const { code, reason: Reason } = error;
      if (code === 'send_refused') ports.measure('GateRefusals', 1, { Channel, Reason });
      throw error;
    }
    if (!isOutage(error)) throw error;
    log('error', 'permit not claimed', { client, error: traceOf(error) });
    throw busy('The gate cannot be reached.', error);
  }
}

async function claim(
  ports: ClaimPorts,
  client: string,
  request: PermitRequest,
): Promise<PermitGranted> {
  const { permits, clock, rules } = ports;
  const { contactId, scope } = recipientOf(ports, await ports.keys(), request);
  const mint = await ports.minter();
  const { messageId } = request;
  const send = outsideSendKey(client, messageId);
  if (!(await ports.isSpoolEmpty())) throw busy('Withdrawals wait to be put in force.');
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const gate = await permits.readGate(contactId);
    const now = clock.now();
    const verdict = permission(gate, scope, now, rules);
    if (!verdict.allowed) throw refused(verdict.reason);
    if ((gate?.rev ?? 0) === 0 && (await ports.isOnRecord(contactId))) {
      await holdLost(ports, contactId);
      continue;
    }
    if (isCrowdedBy(client, gate, now)) throw busy(UNRELEASED);
    if (isCrowded(gate, now)) throw busy('Too many messages are on their way to this recipient.');
    const permit = outsidePermitId(client, randomUUID());
    const claimed = { contactId, gate, scope, permitId: permit, send, now };
    const answer = await tryClaim(permits, claimed);
    if (answer === 'yes') {
      const permitId = mint({ kind: 'permit', client, messageId, contactId, permit });
      const { reason } = verdict;
      return { permitId, validForMs: OUTSIDE_PERMIT_MS, reason, rev: gate?.rev ?? 0 };
    }
    if (answer === 'lost') {
      await giveBack(ports, claimed, 'reopened');
      throw busy('The claim got no answer, and was given back.');
    }
    if (isTaken(await ports.readSend(send), claimed)) throw used(messageId);
    await backOff(clock, attempt, BACK_OFF);
  }
  throw busy('The gate is busy.');
}

/** Post needs no gate; but where one was lost, it may have held an objection. */
async function holdLost({ addHold, permits }: ClaimPorts, contactId: ContactId): Promise<void> {
  // The first event may have been written between the two reads, and its gate with it.
  const gate = await permits.readGate(contactId);
  if ((gate?.rev ?? 0) === 0) await addHold(contactId, 'gate_missing');
}

/** Unconditional, and the same however often it is said. Not told what became of it, it is unknown for ever. */
export function releaseOutside(
  ports: ReleasePorts,
  { client, messageId, contactId, permit }: PermitToken,
  outcome: PermitOutcome | undefined,
): Promise<void> {
  const send = outsideSendKey(client, messageId);
  const state = outcome === 'not_sent' ? 'reopened' : (outcome ?? 'unknown');
  return giveBack(ports, { contactId, permitId: permit, send }, state);
}

async function giveBack(
  { permits, settle }: ReleasePorts,
  { contactId, permitId, send }: { contactId: string; permitId: string; send: SendKey },
  state: 'sent' | 'unknown' | 'reopened',
): Promise<void> {
  // The permit first: a withdrawal may be waiting for it.
  await permits.release(contactId, permitId);
  await settle(send, permitId, state);
}

function recipientOf(
  { catalogue, allowedRecipients }: Pick<ClaimPorts, 'catalogue' | 'allowedRecipients'>,
  keys: { pepper: Uint8Array; matchKey: Uint8Array },
  { channel, purpose, address }: PermitRequest,
): { contactId: string; scope: Scope } {
  const scope = scopeOf(channel, purpose);
  if (!findPolicy(catalogue, scope)) {
    throw refused(
      'unknown_purpose',
      'The catalogue has no such purpose on this channel.',
      'purpose',
    );
  }
  const point = contactPointOf(channel, address);
  if (!point) throw refused('invalid_address', 'This channel reaches no such address.', 'address');
  // Not this person's choice but this deployment's: outside production nobody unasked is written to.
  if (!isAllowedContact(allowedRecipients, point)) {
    throw refused('closed', 'This deployment does not write to that address.', 'address');
  }
  return { contactId: contactIdsOf(keys, point).contactId, scope };
}

/** Reopened, it may be claimed once more, but not for somebody or something else. */
function isTaken(
  earlier: SendRecord | undefined,
  { contactId, scope }: { contactId: string; scope: Scope },
): boolean {
  if (!earlier) return false;
  const isSame = earlier.contactId === contactId && earlier.scope === scope;
  return earlier.state !== 'reopened' || !isSame;
}

function refused(reason: Reason, detail?: string, field?: string): ConsentError {
  return new ConsentError('send_refused', 'Do not send this message. `reason` says why.', {
    reason,
    ...(detail && field && { errors: [{ detail, pointer: `#/${field}` }] }),
  });
}

function used(messageId: string): ConsentError {
  const detail = `The message id ${JSON.stringify(messageId)} was claimed before. Do not send it again; another message needs another id.`;
  return new ConsentError('message_id_used', detail, {
    errors: [{ detail: 'was claimed before', pointer: '#/messageId' }],
  });
}

const UNRELEASED = `This client has ${MAX_CLIENT_PERMITS} permits for this recipient that it has not released.`;

const busy = (why: string, cause?: unknown) =>
  new ConsentError('unavailable', `${why} Do not send this message now; ask again.`, {
    ...{ reason: 'unavailable', cause },
  });
