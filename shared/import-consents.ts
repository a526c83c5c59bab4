import type { ImportedRow, ImportReport, ImportRequest } from '../events/consent.ts';
import type { Outcome } from '../events/outcome.ts';
import { isOutage } from './dynamo.ts';
import { ConsentError, type FieldError } from './errors.ts';
import { inTurn } from './in-turn.ts';
import { log, traceOf } from './log.ts';
import { type ConsentPorts, recordConsents } from './record-consents.ts';

const ROWS_AT_ONCE = 16;

/** No row is begun later than this: the last may still wait for its drain, and be spooled, before the gateway gives up. */
export const BEGIN_WITHIN_MS = 5_000;

/**
 * Row by row, each on its own: a faulty one stops no other, and one that is sent again adds nothing. An import
 * only fills gaps, and stores nothing where a withdrawal stands; the withdrawals of a faulty row count.
 */
export async function importConsents(
  { rows }: ImportRequest,
  { clientId, idempotencyKey }: { clientId: string; idempotencyKey: string },
  ports: ConsentPorts,
): Promise<ImportReport> {
  const { clock } = ports.withdrawals;
  const startMs = clock.monotonicMs();
  const imported = await inTurn(rows, ROWS_AT_ONCE, async (content, row): Promise<ImportedRow> => {
    if (clock.monotonicMs() - startMs > BEGIN_WITHIN_MS) return { row, state: 'not_reached' };
    try {
      const reporter = {
        source: 'import',
        caller: `imports:${clientId}`,
        idempotencyKey: `${idempotencyKey}#${row}`,
      } as const;
      const recorded = await recordConsents(content, reporter, ports);
      // What waits in the spool is sent again at no harm; it is not for a report to say that it is done.
      if (recorded === 'spooled') return { row, state: 'not_reached' };
      const { grants, withdrawals } = recorded.receipt;
      return { row, state: 'recorded', grants, withdrawals };
    } catch (error) {
      return withoutRecord(row, error);
    }
  });
  return reportOf(imported);
}

/** Of one row: many rows with many faults must still make a report that can be delivered. */
const MAX_ROW_ERRORS = 10;

function withoutRecord(row: number, error: unknown): ImportedRow {
  if (error instanceof ConsentError && error.code !== 'unavailable') {
    const detail = error.message;
    const whole: FieldError = { detail, pointer: '#' };
    const errors = error.errors.length > 0 ? error.errors : [whole];
    const inRow = (pointer: string) => pointer.replace('#', `#/rows/${row}`);
    const told = errors.slice(0, MAX_ROW_ERRORS);
    const pointed = told.map(({ detail: why, pointer }) => ({
      detail: why,
      pointer: inRow(pointer),
    }));
    return { row, state: 'invalid', detail, errors: pointed };
  }
  // A row is never lost to it: unless it is an outage, the whole request fails, and is sent again.
  if (!isOutage(error)) throw error;
  log('error', 'row not imported', { error: traceOf(error) });
  return { row, state: 'not_reached' };
}

function reportOf(rows: ImportedRow[]): ImportReport {
  const count = (state: ImportedRow['state']) => rows.filter((row) => row.state === state).length;
  const outcomes: Partial<Record<Outcome, number>> = {};
  for (const row of rows) {
    if (row.state !== 'recorded') continue;
    for (const outcome of [...row.grants, ...row.withdrawals]) {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }
  const totals = {
    recorded: count('recorded'),
    invalid: count('invalid'),
    not_reached: count('not_reached'),
  };
  return { totals, outcomes, rows };
}
