import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allowInTransaction, allowOnTable } from './grants.ts';

// IAM sees which top-level attributes an update names, in its key, its changes and its conditions alike, and not
// what it does to them: whoever may name `holds` to ask whether there are any could also take one away. What
// stands between that and a message is `grants` and `epochs`, which only transactions of the ledger's writers reach.

/**
 * What says whether a person may be contacted changes inside a transaction. Outside of one, permits go, holds come
 * and go, and a stop that changes nothing is heard.
 */
export function allowRecordInGate(gate: ITable): PolicyStatement[] {
  return [
    allowOnTable(gate, 'GetItem'),
    allowInTransaction(gate, 'UpdateItem'),
    allowUpdate(gate, 'permits', 'holds', 'heard'),
  ];
}

/** A confirmation only adds a grant, inside a transaction. */
export function allowConfirmInGate(gate: ITable): PolicyStatement[] {
  return [allowOnTable(gate, 'GetItem'), allowInTransaction(gate, 'UpdateItem')];
}

/** A claim puts a permit where the revision is what was read, and nothing is held. */
export function allowClaim(gate: ITable): PolicyStatement[] {
  return [allowOnTable(gate, 'GetItem'), allowUpdate(gate, 'permits', 'rev', 'holds')];
}

/** Takes permits back, and sees nothing. */
export function allowRelease(gate: ITable): PolicyStatement {
  return allowUpdate(gate, 'permits');
}

/** Adds a hold; it could take one away as well. */
export function allowHold(gate: ITable): PolicyStatement {
  return allowUpdate(gate, 'holds');
}

function allowUpdate(
  gate: ITable,
  ...attributes: ('permits' | 'rev' | 'holds' | 'heard')[]
): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [gate.tableArn],
    conditions: {
      // Never vacuous: every update names its key.
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['contactId', ...attributes] },
      // Or the answer to a harmless update would be the whole item.
      StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
    },
  });
}
