import type { EmailSend } from '../../events/email-send.ts';
import type { MessageAccepted, MessageContent, MessageRequest } from '../../events/message.ts';
import type { SendRecord } from '../../events/send-record.ts';
import type { StoredMessage } from '../../events/stored-message.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import { contactIdOf } from '../domain/contact-id.ts';
import { canonicalEmail, isSendable } from '../domain/email-address.ts';
import type { Json } from '../domain/jcs.ts';
import { scopeOf } from '../domain/scope.ts';
import { ConsentError, type FieldError } from '../errors.ts';
import { bodyHash } from '../http/body-hash.ts';
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
 * idempotency key finishes what an interrupted one began, and queues nothing twice.
 */
export async function acceptMessage(
  request: MessageRequest,
  client: string,
  idempotencyKey: string,
  ports: AcceptPorts,
): Promise<MessageAccepted> {
  refuseUnfit(request, ports.catalogue);
  const messageId = messageIdOf(client, idempotencyKey);
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
  if (stored.bodyHash !== hash) {
    throw new ConsentError(
      'idempotency_key_reused',
      'This key was used before with other content. Send new content under a new key.',
    );
  }
  const records = request.recipients.map((recipient, index) =>
    recordOf(recipient, index, request, { client, messageId }, ports),
  );
  await eachOf(records, CONCURRENT_PUTS, (record) => ports.putSend(record));
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
      if (substitutions[name] !== undefined) continue;
      const pointer = `#/recipients/${index}/substitutions/${name}`;
      errors.push({ detail: `is needed: the content has {{${name}}}`, pointer });
    }
  });
  if (errors.length === 0) return;
  throw new ConsentError('invalid', 'Some fields need another look.', {
    errors: errors.slice(0, MAX_FIELD_ERRORS),
  });
}

const MAX_FIELD_ERRORS = 50;

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

async function eachOf<T>(items: readonly T[], width: number, act: (item: T) => Promise<unknown>) {
  for (let start = 0; start < items.length; start += width) {
    await Promise.all(items.slice(start, start + width).map(act));
  }
}
