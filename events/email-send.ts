import * as z from 'zod';

/** One queued email: ids only, so that no address ever lies in a queue or a dead letter. */
export const EmailSend = z.strictObject({
  version: z.literal(1),
  client: z.string().min(1).max(64),
  messageId: z.string().min(1).max(128),
  recipient: z.int().min(0),
});
export type EmailSend = z.infer<typeof EmailSend>;
