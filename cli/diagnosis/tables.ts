import { DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../shared/dynamo.ts';
import type { TargetName } from '../target.ts';
import { type Diagnosis, diagnose, type Finding } from './finding.ts';

type Table = Extract<TargetName, `${string}_TABLE`>;

const TABLE_KEYS: Record<Table, string> = {
  LEDGER_TABLE: 'pk, sk',
  GATE_TABLE: 'contactId',
  KEYS_TABLE: 'contactId',
  SENDS_TABLE: 'pk, sk',
  SUPPRESSION_TABLE: 'contactId, cover',
  OPERATIONS_TABLE: 'pk, sk',
};

const UNREACHED = 'Check the name, the region and what your credentials may do.';
const REDEPLOY = 'Compare with the stack’s template, and deploy it again.';

/** Whether each table is there, and shaped as the code takes it to be. */
export function lookAtTables(
  dynamo: Dynamo,
  names: Record<Table, string>,
  isLocal: boolean,
): Promise<Diagnosis[]> {
  return Promise.all(
    (Object.keys(TABLE_KEYS) as Table[]).map((name) =>
      diagnose(`table ${name}`, UNREACHED, async () => {
        const { Table: table = {} } = await dynamo.send(
          new DescribeTableCommand({ TableName: names[name] }),
        );
        return { noted: table.TableStatus ?? '', findings: faultsOf(name, table, isLocal) };
      }),
    ),
  );
}

function faultsOf(name: Table, table: TableDescription, isLocal: boolean): Finding[] {
  const keys = (table.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join(', ');
  const { StreamSpecification: stream } = table;
  return [
    ...when(keys !== TABLE_KEYS[name], `its keys are ${keys}, not ${TABLE_KEYS[name]}`),
    ...when(table.TableStatus !== 'ACTIVE', 'it is not active'),
    ...when(
      name === 'LEDGER_TABLE' && stream?.StreamViewType !== 'NEW_AND_OLD_IMAGES',
      'its stream does not carry old and new images: no news and no alarm of tampering leaves it',
    ),
    ...when(
      name === 'SENDS_TABLE' && !table.GlobalSecondaryIndexes?.length,
      'its index by contact is missing: queued messages are not dropped at a withdrawal',
    ),
    ...when(!isLocal && !table.DeletionProtectionEnabled, 'it is not protected from deletion'),
  ];
}

const when = (isFault: boolean, what: string): Finding[] =>
  isFault ? [{ what, fix: REDEPLOY }] : [];
