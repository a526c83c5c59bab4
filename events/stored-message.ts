import * as z from 'zod';
import { MessageContent } from './message.ts';
import { Channel, Purpose } from './scope.ts';

/** A message as accepted; its content is stored once under its hash, its recipients as send records. */
export const StoredMessage = z.strictObject({
  messageId: z.string(),
  client: z.string(),
  channel: Channel,
  purpose: Purpose,
  contentHash: z.string(),
  recipients: z.int(),
  bodyHash: z.string(),
  acceptedAt: z.iso.datetime(),
});
export type StoredMessage = z.infer<typeof StoredMessage>;

export const StoredContent = z.strictObject({ hash: z.string(), content: MessageContent });
