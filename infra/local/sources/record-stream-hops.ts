import type { Hops } from '../hops.ts';
import type { StreamRecord } from './stream-record.ts';

// The ledger's sort key: EV#<seq, 12 digits>.
const EVENT_KEY = /^EV#(\d{12})$/;

// The engine rounds a record's time down to the minute.
const CREATION_PRECISION_MILLISECONDS = 60_000;

type Seen = { table: string; to: string; records: readonly StreamRecord[]; startedAt: Date };

/** Shows each ledger event of a batch once, and the batch on its way to its function. */
export function recordStreamHops(hops: Hops, { table, to, records, startedAt }: Seen): void {
  for (const record of records) {
    const { pk, sk } = record.dynamodb.Keys ?? {};
    const seq = EVENT_KEY.exec(sk?.S ?? '')?.[1];
    if (seq === undefined || pk?.S === undefined) continue;
    const created = (record.dynamodb.ApproximateCreationDateTime ?? 0) * 1_000;
    const replayed =
      created + CREATION_PRECISION_MILLISECONDS <= startedAt.getTime() ? ', replayed' : '';
    const ok = record.eventName === 'INSERT';
    const detail = `${ok ? 'event' : `${record.eventName} of event`} ${Number(seq)}${replayed}`;
    hops.record({ at: Date.now(), place: 'ledger', name: table, contactId: pk.S, detail, ok });
  }
  const detail = `${records.length} to ${to}`;
  hops.record({ at: Date.now(), place: 'stream', name: table, detail, ok: true });
}
