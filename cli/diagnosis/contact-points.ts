import type { ContactId } from '../../events/scope.ts';
import type { Dynamo } from '../../shared/dynamo.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { examine } from '../../shared/ledger/examine.ts';
import { isSpoolHold } from '../../shared/ledger/spool-hold.ts';
import { forEachContact, ledgerContacts, scan } from '../ledger-contacts.ts';
import { compareSuppressions } from '../rebuild.ts';
import { type Diagnosis, diagnose, type Finding } from './finding.ts';

type Names = Record<
  'LEDGER_TABLE' | 'GATE_TABLE' | 'OPERATIONS_TABLE' | 'SUPPRESSION_TABLE',
  string
>;

const UNREACHED = 'Mend the tables first.';
const MAX_HOLDS_SHOWN = 20;

/** Contact points where nothing may be sent until somebody has looked. */
export function lookAtHolds(dynamo: Dynamo, table: string): Promise<Diagnosis> {
  return diagnose('holds', UNREACHED, async () => {
    const held: Finding[] = [];
    const pages = scan(dynamo, { TableName: table, FilterExpression: 'attribute_exists(holds)' });
    for await (const items of pages) {
      for (const { contactId, holds } of items) {
        const names: string[] = holds instanceof Set ? [...holds] : ['unreadable'];
        held.push({
          what: `${contactId} is held (${names.join(', ')})`,
          fix: fixOf(String(contactId), names),
        });
      }
    }
    const more = held.length > MAX_HOLDS_SHOWN ? `, the first ${MAX_HOLDS_SHOWN} shown` : '';
    return { noted: `${held.length}${more}`, findings: held.slice(0, MAX_HOLDS_SHOWN) };
  });
}

/** A hold of the spool is lifted by the withdrawal that set it, and by nobody while that may still wait. */
function fixOf(contactId: ContactId, holds: readonly string[]): string {
  const lift = `consent verify --contact ${contactId}, then consent hold lift`;
  if (!holds.some(isSpoolHold)) return lift;
  return `Let the withdrawal spool be applied first, which lifts this by itself. If it stays with the spool and its dead letters empty: ${lift}`;
}

/** A sample: `consent verify --all` looks at every one. */
export function lookAtContactPoints(
  dynamo: Dynamo,
  names: Names,
  sample: number,
): Promise<Diagnosis> {
  return diagnose('contact points', UNREACHED, async () => {
    const ledger = dynamoLedger(dynamo, names);
    const list = { database: dynamo, table: names.SUPPRESSION_TABLE, ledger };
    const findings: Finding[] = [];
    const look = async (contactId: ContactId) => {
      const { faults } = await examine(ledger, contactId);
      if (faults.length > 0) {
        const fix = `consent verify --contact ${contactId}`;
        findings.push({ what: `${contactId}: events or gate are broken, lost or stale`, fix });
        return;
      }
      const { missing, wrong, foreign } = await compareSuppressions(list, contactId);
      if (missing.length + wrong.length + foreign.length > 0) {
        const what = `${contactId}: the suppression list is not what the events say`;
        findings.push({ what, fix: 'If it lasts more than a minute: consent rebuild' });
      }
    };
    const looked = await forEachContact(ledgerContacts(dynamo, names.LEDGER_TABLE), look, sample);
    return { noted: `${looked} looked at`, findings };
  });
}
