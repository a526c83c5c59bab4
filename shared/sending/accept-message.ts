import type { MessageAccepted, MessageContent, MessageRequest } from '../../events/message.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import type { ContactId } from '../../events/scope.ts';
import type { SendRecord } from '../../events/send-record.ts';
import type { StoredMessage } from '../../events/stored-message.ts';
import type { Reason } from '../../events/verdict.ts';
import { bodyHash } from '../domain/body-hash.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import { contactIdOf } from '../domain/contact-id.ts';
import { canonicalEmail, isSendable } from '../domain/email-address.ts';
import type { Json } from '../domain/jcs.ts';
import { canonicalPhone } from '../domain/phone-number.ts';
import { scopeOf } from '../domain/scope.ts';
import { type FieldError, invalidFields, reusedKey } from '../errors.ts';
import { inTurn } from '../in-turn.ts';
import { contentHashOf, messageIdOf } from './messages-table.ts';
import { placeholdersOf } from './placeholders.ts';
import { refuseTooLong } from './refuse-too-long.ts';
import { messageKey, sendKey } from './sends-table.ts';

type AcceptPorts = {
  catalogue: Catalogue;
  keys: { pepper: Uint8Array; bodyKey: Uint8Array };
  now: Date;
  /** Where the links in texts lead. */
  linkBaseUrl: string;
  putContent(content: MessageContent): Promise<unknown>;
  putMessage(message: StoredMessage): Promise<StoredMessage>;
  putSend(record: SendRecord): Promise<boolean>;
  enqueue(sends: readonly QueuedSend[]): Promise<void>;
};

type Recipient = MessageRequest['recipients'][number];

const CONCURRENT_PUTS = 25;

const BY: Record<MessageRequest['channel'], string> = { email: 'email', sms: 'text message' };

/**
 * Stores the content and a record per recipient, then queues them. Repeating the request under its
 * idempotency key finishes what an interrupted one began: nothing is stored twice, and what is queued
 * again is sent once, since a record can be claimed but once.
 */
export async function acceptMessage(
  request: MessageRequest,
  client: string,
  idempotencyKey: string,
  ports: AcceptPorts,
): Promise<MessageAccepted> {
  refuseUnfit(request, ports.catalogue);
  refuseTooLong(request, ports);
  const messageId = messageIdOf(client, idempotencyKey);
  const records = request.recipients.map((recipient, index) =>
    recordOf(recipient, index, request, { client, messageId }, ports),
  );
  refuseRepeated(records);
  const hash = bodyHash(ports.keys.bodyKey, JSON.parse(JSON.stringify(request)) as Json);
  const stored = await ports.putMessage({
    messageId,
    client,
    channel: request.channel,
    purpose: request.purpose,
    contentHash: contentHashOf(request.content),
    recipients: request.recipients.length,
    bodyHash: hash,
    acceptedAt: ports.now.toISOString(),
  });
  // A request that is refused leaves nothing, its content neither.
  if (stored.bodyHash !== hash) throw reusedKey();
  await ports.putContent(request.content);
  await inTurn(records, CONCURRENT_PUTS, (record) => ports.putSend(record));
  await ports.enqueue(sendsOf(records, client, messageId));
  return {
    messageId,
    recipients: records.length,
    statusUrl: `/v1/messages/${messageId}`,
  };
}

function sendsOf(records: readonly SendRecord[], client: string, messageId: string): QueuedSend[] {
  return records.flatMap(({ state }, recipient) =>
    state === 'queued' ? [{ version: 1, client, messageId, recipient }] : [],
  );
}

/** What is wrong for every recipient alike is refused whole, before anything is stored. */
function refuseUnfit(request: MessageRequest, catalogue: Catalogue): void {
  const errors: FieldError[] = [];
  if (!findPolicy(catalogue, scopeOf(request.channel, request.purpose))) {
    const detail = `must be a purpose that the catalogue offers by ${BY[request.channel]}`;
    errors.push({ detail, pointer: '#/purpose' });
  }
  const needed = placeholdersOf(request.content);
  request.recipients.forEach(({ substitutions }, index) => {
    for (const name of needed) {
      if (Object.hasOwn(substitutions, name)) continue;
      const pointer = `#/recipients/${index}/substitutions/${name}`;
      errors.push({ detail: `is needed: the content has {{${name}}}`, pointer });
    }
  });
  if (errors.length > 0) throw invalidFields(errors);
}

/** Nobody gets the same message twice because of two spellings of one address. */
function refuseRepeated(records: readonly SendRecord[]): void {
  const first = new Map<string, number>();
  const errors: FieldError[] = [];
  records.forEach(({ contactId }, index) => {
    const earlier = contactId === null ? undefined : first.get(contactId);
    if (earlier !== undefined) {
      const detail = `is the same address as recipient ${earlier}: name everybody once`;
      errors.push({ detail, pointer: `#/recipients/${index}/to` });
    } else if (contactId !== null) first.set(contactId, index);
  });
  if (errors.length > 0) throw invalidFields(errors);
}

/** One bad address among many ends as that recipient's outcome, not as the end of the whole message. */
function recordOf(
  { to, substitutions }: Recipient,
  recipient: number,
  request: MessageRequest,
  { client, messageId }: { client: string; messageId: string },
  { keys, now }: AcceptPorts,
): SendRecord {
  const shared = {
    pk: messageKey(client, messageId),
    sk: sendKey({ client, messageId, recipient }).sk,
    scope: scopeOf(request.channel, request.purpose),
    permitId: null,
    updatedAt: now.toISOString(),
  };
  const reading = readAddress(request.channel, to, keys.pepper);
  if ('reason' in reading) return { ...shared, state: 'refused', ...reading };
  const { contactId, address } = reading;
  const waiting = { to: address, substitutions, queuedFor: contactId };
  return { ...shared, ...waiting, state: 'queued', reason: null, contactId };
}

type AddressReading =
  | { contactId: ContactId; address: string }
  | { contactId: ContactId | null; reason: Reason };

/** A number that may have been meant for another country is none: it might be a stranger's. */
function readAddress(
  channel: MessageRequest['channel'],
  raw: string,
  pepper: Uint8Array,
): AddressReading {
  switch (channel) {
    case 'email': {
      const address = canonicalEmail(raw);
      if (!address) return { contactId: null, reason: 'invalid_address' };
      const contactId = contactIdOf(pepper, 'email', address);
      return isSendable(address) ? { contactId, address } : { contactId, reason: 'undeliverable' };
    }
    case 'sms': {
      const phone = canonicalPhone(raw);
      if (!phone?.isTextable || !phone.isCertain) {
        return { contactId: null, reason: 'invalid_address' };
      }
      return { contactId: contactIdOf(pepper, 'phone', phone.e164), address: phone.e164 };
    }
  }
}
