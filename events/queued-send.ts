import * as z from 'zod';

/**
 * One message to one recipient, in the queue of its channel's sender: ids only, so that no address ever lies
 * in a queue or a dead letter.
 */
export const QueuedSend = z.strictObject({
  version: z.literal(1),
  client: z.string().min(1).max(64),
  messageId: z.string().min(1).max(128),
  recipient: z.int().min(0),
});
export type QueuedSend = z.infer<typeof QueuedSend>;
