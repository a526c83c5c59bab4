import type { QueuedSend } from '../../events/queued-send.ts';
import { isAbandoned } from '../domain/permit.ts';
import type { SendResult } from './send-one.ts';
import { type Sends, sendKey } from './sends-table.ts';

/**
 * The end of a message that its sender has given up: it never started, so it is refused, or it may have, so it
 * is unknown. Either way its address is erased. One that somebody may still be at waits until nobody can be.
 */
export async function settleDead(sends: Sends, dead: QueuedSend, now: Date): Promise<SendResult> {
  const record = await sends.read(sendKey(dead));
  if (!record) throw new Error(`no record of ${dead.messageId}/${dead.recipient}`);
  switch (record.state) {
    case 'queued':
    case 'reopened':
      return (await sends.refuse(record, 'unavailable')) ? 'done' : 'retry';
    case 'claimed':
      if (!isAbandoned(record.updatedAt, now)) return 'retry';
      await sends.settle(record, record.permitId ?? '', 'unknown');
      return 'done';
    case 'sent':
    case 'refused':
    case 'unknown':
      return 'done';
  }
}
