import type { EmailSend } from '../../events/email-send.ts';
import type { MessageAccepted, MessageContent, MessageRequest } from '../../events/message.ts';
import type { SendRecord } from '../../events/send-record.ts';
import type { StoredMessage } from '../../events/stored-message.ts';
import { bodyHash } from '../domain/body-hash.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import { contactIdOf } from '../domain/contact-id.ts';
import { canonicalEmail, isSendable } from '../domain/email-address.ts';
import type { Json } from '../domain/jcs.ts';
import { scopeOf } from '../domain/scope.ts';
import { type FieldError, invalidFields, reusedKey } from '../errors.ts';
import { inTurn } from '../in-turn.ts';
import { messageIdOf } from './messages-table.ts';
import { placeholdersOf } from './render-email.ts';
import { messageKey, sendKey } from './sends-table.ts';

type AcceptPorts = {
  catalogue: Catalogue;
  keys: { pepper: Uint8Array; bodyKey: Uint8Array };
  now: Date;
  putContent(content: MessageContent): Promise<string>;
  putMessage(message: StoredMessage): Promise<StoredMessage>;
  putSend(record: SendRecord): Promise<boolean>;
  enqueue(sends: readonly EmailSend[]): Promise<void>;
};

type Recipient = MessageRequest['recipients'][number];

const CONCURRENT_PUTS = 25;

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
    contentHash: await ports.putContent(request.content),
    recipients: request.recipients.length,
    bodyHash: hash,
    acceptedAt: ports.now.toISOString(),
  });
  if (stored.bodyHash !== hash) throw reusedKey();
  await inTurn(records, CONCURRENT_PUTS, (record) => ports.putSend(record));
  await ports.enqueue(sendsOf(records, client, messageId));
  return {
    messageId,
    recipients: records.length,
    statusUrl: `/v1/messages/${messageId}`,
  };
}

function sendsOf(records: readonly SendRecord[], client: string, messageId: string): EmailSend[] {
  return records.flatMap(({ state }, recipient) =>
    state === 'queued' ? [{ version: 1, client, messageId, recipient }] : [],
  );
}

/** What is wrong for every recipient alike is refused whole, before anything is stored. */
function refuseUnfit(request: MessageRequest, catalogue: Catalogue): void {
  const errors: FieldError[] = [];
  if (!findPolicy(catalogue, scopeOf(request.channel, request.purpose))) {
    const detail = 'must be a purpose that the catalogue offers by email';
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
  const address = canonicalEmail(to);
  const shared = {
    pk: messageKey(client, messageId),
    sk: sendKey({ client, messageId, recipient }).sk,
    scope: scopeOf(request.channel, request.purpose),
    permitId: null,
    updatedAt: now.toISOString(),
  };
  if (!address) {
    return { ...shared, state: 'refused', reason: 'invalid_address', contactId: null };
  }
  const contactId = contactIdOf(keys.pepper, 'email', address);
  if (!isSendable(address)) {
    return { ...shared, state: 'refused', reason: 'undeliverable', contactId };
  }
  const waiting = { to: address, substitutions, queuedFor: contactId };
  return { ...shared, ...waiting, state: 'queued', reason: null, contactId };
}
