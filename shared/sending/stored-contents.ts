import type * as z from 'zod';
import type { MessageContent } from '../../events/message.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import type { Dynamo } from '../dynamo.ts';
import { readContent, readMessage } from './messages-table.ts';

const KEPT_CONTENTS = 20;

/** Finds the content of a queued message; it never changes under its hash, so an environment keeps a few. */
export function storedContents<S extends z.ZodType<MessageContent>>(
  dynamo: Dynamo,
  table: string,
  schema: S,
): (send: Pick<QueuedSend, 'client' | 'messageId'>) => Promise<z.infer<S>> {
  const kept = new Map<string, z.infer<S>>();
  return async (send) => {
    const message = await readMessage(dynamo, table, send);
    if (!message) throw new Error(`message ${send.messageId} is missing`);
    const { contentHash } = message;
    const known = kept.get(contentHash);
    if (known) return known;
    const content = schema.parse(await readContent(dynamo, table, contentHash));
    kept.set(contentHash, content);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_CONTENTS && oldest !== undefined) kept.delete(oldest);
    return content;
  };
}
