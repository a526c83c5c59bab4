import { describe, expect, test } from '@jest/globals';
import { named, propertiesOf, testTemplate } from './template.ts';

type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
};

const template = testTemplate();
const policies = Object.values(propertiesOf(template, 'AWS::IAM::Policy'));
const statements: Statement[] = policies.flatMap((policy) => policy.PolicyDocument.Statement);

describe('who may do what', () => {
  test('each function may do exactly this to the tables', () => {
    expect(tableGrants()).toEqual({
      GetForm: [],
      RecordFormConsent: [
        'LedgerTable: GetItem, Query',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        'GateTable: GetItem, UpdateItem',
        'OperationsTable: PutItem (only LINK#*)',
      ],
      Unsubscribe: [
        'LedgerTable: GetItem, Query',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        'GateTable: GetItem, UpdateItem',
      ],
      ApplySpooledWithdrawals: [
        'LedgerTable: GetItem, Query',
        'LedgerTable: PutItem (only in TransactWriteItems)',
        'GateTable: GetItem, UpdateItem',
      ],
      Authorize: ['OperationsTable: GetItem'],
      Check: ['GateTable: BatchGetItem'],
      AcceptMessage: ['OperationsTable: GetItem, PutItem', 'SendsTable: PutItem'],
      GetMessage: ['OperationsTable: GetItem', 'SendsTable: Query'],
      ListSuppressions: ['SuppressionTable: Scan'],
      ClaimPermit: ['GateTable: GetItem, UpdateItem', 'SendsTable: GetItem, PutItem, UpdateItem'],
      ReleasePermit: ['GateTable: UpdateItem', 'SendsTable: UpdateItem'],
      Route: [
        'GateTable: UpdateItem (only contactId, holds)',
        '*: ListStreams',
        'LedgerTable.StreamArn: DescribeStream, GetRecords, GetShardIterator',
      ],
      ProjectSuppressions: ['GateTable: GetItem', 'SuppressionTable: UpdateItem'],
      StopEmail: [
        'GateTable: GetItem',
        'SendsTable/index/byContact: Query',
        'SendsTable: UpdateItem',
      ],
      SendEmail: [
        'GateTable: GetItem, UpdateItem',
        'SendsTable: GetItem, UpdateItem',
        'OperationsTable: GetItem',
      ],
    });
  });

  test('nobody updates, deletes, batch-writes or runs PartiQL on the ledger', () => {
    const actions = statements.filter(reachesLedger).flatMap(actionsOf);
    const reads = ['GetItem', 'Query', 'ListStreams', 'DescribeStream', 'GetRecords'];
    const allowed = [...reads, 'GetShardIterator', 'PutItem'].map((name) => `dynamodb:${name}`);
    expect(actions.filter((action) => !allowed.includes(action))).toEqual([]);
  });

  test('whoever puts into the ledger does it inside a transaction', () => {
    const puts = statements
      .filter(reachesLedger)
      .filter((statement) => actionsOf(statement).includes('dynamodb:PutItem'));
    expect(puts).toHaveLength(3);
    for (const put of puts) {
      expect(actionsOf(put)).toEqual(['dynamodb:PutItem']);
      expect(put.Condition).toEqual({
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
      });
    }
  });

  test('only the email sender reaches the mail provider, with its own configuration set', () => {
    const mail = statements.filter((statement) => actionsOf(statement).join().includes('ses:'));
    expect(mail.map(actionsOf)).toEqual([['ses:SendRawEmail']]);
    expect(namesOf(mail[0]?.Resource)).toEqual([
      expect.stringMatching(/:identity\/\*$/),
      expect.stringMatching(/:configuration-set\/MarketingEmail/),
    ]);
    expect(functionsThatMay('ses:SendRawEmail')).toEqual(['SendEmail']);
  });

  test('a secret is read by the functions that mint, verify or derive with it', () => {
    expect(functionsThatMay('secretsmanager:GetSecretValue', 'PepperSecret')).toEqual([
      'AcceptMessage',
      'Check',
      'ClaimPermit',
      'RecordFormConsent',
    ]);
    expect(functionsThatMay('secretsmanager:GetSecretValue', 'LinkKeysSecret')).toEqual([
      'ClaimPermit',
      'GetForm',
      'RecordFormConsent',
      'ReleasePermit',
      'SendEmail',
      'Unsubscribe',
    ]);
  });

  test('a queue is fed only by the functions that make its messages', () => {
    expect(functionsThatMay('sqs:SendMessage', 'EmailSends')).toEqual(['AcceptMessage']);
    expect(functionsThatMay('sqs:SendMessage', 'EmailUpdates')).toEqual(['Route']);
    expect(functionsThatMay('sqs:SendMessage', 'SuppressionUpdates')).toEqual(['Route']);
    expect(functionsThatMay('sqs:SendMessage', 'WithdrawalSpool')).toEqual([
      'RecordFormConsent',
      'Unsubscribe',
    ]);
  });

  test('whoever claims can see whether a withdrawal waits in the spool, and not take it', () => {
    const spool = 'WithdrawalSpool';
    const claimers = ['ClaimPermit', 'SendEmail'];
    expect(functionsThatMay('sqs:GetQueueAttributes', spool)).toEqual(
      ['ApplySpooledWithdrawals', ...claimers].toSorted(),
    );
    expect(functionsThatMay('sqs:ReceiveMessage', spool)).toEqual(['ApplySpooledWithdrawals']);
    const mayClaim = functionsThatMay('dynamodb:UpdateItem', 'SendsTable');
    expect(mayClaim.filter((id) => !['ReleasePermit', 'StopEmail'].includes(id))).toEqual(claimers);
  });

  test('no grant is open-ended', () => {
    for (const statement of statements) {
      expect(statement.Effect).toBe('Allow');
      expect(actionsOf(statement).join()).not.toContain('*');
      const everywhere = namesOf(statement.Resource).includes('*');
      // Lambda lists streams without naming a table; the reads name the ledger's.
      if (everywhere) expect(actionsOf(statement)).toEqual(['dynamodb:ListStreams']);
    }
  });

  test('a role has nothing beside its own policy and leave to write logs', () => {
    for (const role of Object.values(propertiesOf(template, 'AWS::IAM::Role'))) {
      expect(role.Policies).toBeUndefined();
      expect(role.ManagedPolicyArns.map(named)).toEqual([
        'arn:AWS::Partition:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      ]);
    }
    expect(template.findResources('AWS::IAM::ManagedPolicy')).toEqual({});
  });
});

function tableGrants(): Record<string, string[]> {
  const functions = Object.keys(propertiesOf(template, 'AWS::Lambda::Function'));
  return Object.fromEntries(functions.map((id) => [id, grantsOf(id).flatMap(describeGrant)]));
}

function describeGrant(statement: Statement): string[] {
  const actions = actionsOf(statement).filter((action) => action.startsWith('dynamodb:'));
  if (actions.length === 0) return [];
  const names = actions.map((action) => action.slice('dynamodb:'.length)).join(', ');
  return [`${namesOf(statement.Resource).join()}: ${names}${boundOf(statement.Condition)}`];
}

/** The one value that each of our conditions asks for. */
function boundOf(condition: unknown): string {
  const text = JSON.stringify(condition ?? null);
  if (text === 'null') return '';
  if (text.includes('EnclosingOperation')) return ' (only in TransactWriteItems)';
  const [, keys] = /"dynamodb:(?:LeadingKeys|Attributes)":\[("[^\]]+")\]/.exec(text) ?? [];
  return ` (only ${keys?.replaceAll('"', '').replaceAll(',', ', ')})`;
}

function functionsThatMay(action: string, resource?: string): string[] {
  const functions = Object.keys(propertiesOf(template, 'AWS::Lambda::Function'));
  const matches = (statement: Statement) =>
    actionsOf(statement).includes(action) &&
    (resource === undefined || namesOf(statement.Resource).includes(resource));
  return functions.filter((id) => grantsOf(id).some(matches)).sort();
}

function grantsOf(functionId: string): Statement[] {
  const { Role } = propertiesOf(template, 'AWS::Lambda::Function')[functionId];
  return policies
    .filter((policy) => policy.Roles.map(named).includes(named(Role)))
    .flatMap((policy) => policy.PolicyDocument.Statement);
}

function reachesLedger(statement: Statement): boolean {
  return namesOf(statement.Resource).some((name) => name === '*' || name.includes('LedgerTable'));
}

function actionsOf(statement: Statement): string[] {
  return [statement.Action].flat();
}

function namesOf(resource: unknown): string[] {
  return [resource].flat().map(named);
}
