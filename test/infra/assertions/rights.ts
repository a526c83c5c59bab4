import { expect } from '@jest/globals';
import { matches } from '../../../infra/local/iam/pattern.ts';
import {
  actionsOf,
  functionsThatMay,
  grantsOf,
  namesOf,
  reachesLedger,
  type Statement,
  statementsOf,
} from '../rights.ts';
import { type Deployed, named, propertiesOf } from '../template.ts';
import { type Assertion, first } from './assertion.ts';

const APPEND_ONLY = [
  'GetItem',
  'Query',
  'PutItem',
  'ListStreams',
  'DescribeStream',
  'GetRecords',
  'GetShardIterator',
].map((name) => `dynamodb:${name}`);
const IN_A_TRANSACTION = {
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
};

/** What no claim, release or hold may reach: it decides what a person has agreed to. */
const GATE_STATE = [
  'matchId',
  'head',
  'count',
  'epochs',
  'grants',
  'requests',
  'blocks',
  'screening',
];
const NOTHING_SHOWN = { 'dynamodb:ReturnValues': 'NONE' };

type Condition = Record<string, Record<string, string[]>> | undefined;
const conditionOf = ({ Condition }: Statement) => Condition as Condition;

const gateUpdates = (template: Deployed) =>
  Object.keys(propertiesOf(template, 'AWS::Lambda::Function')).flatMap((id) =>
    grantsOf(template, id)
      .filter(
        (grant) =>
          namesOf(grant.Resource).includes('GateTable') &&
          !actionsOf(grant).every((action) => /^dynamodb:(Batch)?GetItem$/.test(action)),
      )
      .map((grant) => ({ id, grant })),
  );

/** Whether a right reaches the items of this partition key. */
function reachesItems(statement: Statement, partitionKey: string): boolean {
  const patterns = conditionOf(statement)?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  return patterns?.some((pattern) => matches(pattern, partitionKey)) ?? true;
}

const onOperations = (template: Deployed) =>
  statementsOf(template).filter(({ Resource }) => namesOf(Resource).includes('OperationsTable'));

const ledgerPuts = (template: Deployed) =>
  statementsOf(template).filter(
    (statement) => reachesLedger(statement) && actionsOf(statement).includes('dynamodb:PutItem'),
  );

const on = (template: Deployed, resource: string): Statement =>
  first(statementsOf(template), (statement) => namesOf(statement.Resource).includes(resource));

export const RIGHTS: readonly Assertion[] = [
  {
    says: 'nobody updates, deletes, batch-writes, scans or runs PartiQL on the ledger',
    holds(template) {
      const actions = statementsOf(template).filter(reachesLedger).flatMap(actionsOf);
      const onTables = actions.filter((action) => action.startsWith('dynamodb:'));
      expect(onTables.filter((action) => !APPEND_ONLY.includes(action))).toEqual([]);
    },
    broken(template) {
      on(template, 'LedgerTable').Action = ['dynamodb:GetItem', 'dynamodb:UpdateItem'];
    },
  },
  {
    says: 'whoever puts into the ledger does it inside a transaction',
    holds(template) {
      const puts = ledgerPuts(template);
      expect(puts.length).toBeGreaterThan(0);
      for (const put of puts) {
        expect(actionsOf(put)).toEqual(['dynamodb:PutItem']);
        expect(put.Condition).toEqual(IN_A_TRANSACTION);
      }
    },
    broken(template) {
      delete first(ledgerPuts(template)).Condition;
    },
  },
  {
    says: 'what a gate says of a person changes in transactions of those who write the ledger, and nowhere else',
    holds(template) {
      const writers = functionsThatMay(template, 'dynamodb:PutItem', 'LedgerTable');
      const updates = gateUpdates(template);
      expect(updates.length).toBeGreaterThan(0);
      for (const { id, grant } of updates) {
        expect(actionsOf(grant)).toEqual(['dynamodb:UpdateItem']);
        const condition = conditionOf(grant);
        const attributes = condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes'];
        if (attributes) {
          expect(attributes.filter((name) => GATE_STATE.includes(name))).toEqual([]);
          expect(condition?.StringEqualsIfExists).toEqual(NOTHING_SHOWN);
          if (attributes.includes('heard')) expect(writers).toContain(id);
        } else {
          expect(condition).toEqual(IN_A_TRANSACTION);
          expect(writers).toContain(id);
        }
      }
    },
    broken(template) {
      const claim = first(gateUpdates(template), ({ id }) => id === 'SendEmail').grant;
      conditionOf(claim)?.['ForAllValues:StringEquals']?.['dynamodb:Attributes']?.push('epochs');
    },
  },
  {
    says: 'API keys are read by the authorizer alone, and written by nobody',
    holds(template) {
      const reaching = onOperations(template).filter((right) => reachesItems(right, 'API_KEY'));
      expect(reaching.map(actionsOf)).toEqual([['dynamodb:GetItem']]);
      const authorizers = grantsOf(template, 'Authorize');
      expect(authorizers).toContainEqual(reaching[0]);
    },
    broken(template) {
      const puts = onOperations(template).filter((right) => reachesItems(right, 'CONTENT#x'));
      delete first(puts, (right) => actionsOf(right).includes('dynamodb:PutItem')).Condition;
    },
  },
  {
    says: 'a right names its actions, without wildcards, and takes nothing away',
    holds(template) {
      for (const statement of statementsOf(template)) {
        expect(statement.Effect).toBe('Allow');
        expect(actionsOf(statement).join()).not.toContain('*');
      }
    },
    broken(template) {
      on(template, 'SendsTable').Action = 'dynamodb:*';
    },
  },
  {
    says: 'a right names its resource, but for the listing of streams, which takes none',
    holds(template) {
      const everywhere = statementsOf(template).filter(({ Resource }) =>
        namesOf(Resource).includes('*'),
      );
      expect(everywhere.flatMap(actionsOf)).toEqual(['dynamodb:ListStreams']);
    },
    broken(template) {
      on(template, 'PepperSecret').Resource = '*';
    },
  },
  {
    says: 'a role has nothing beside its own policy and leave to write logs',
    holds(template) {
      for (const role of Object.values(propertiesOf(template, 'AWS::IAM::Role'))) {
        expect(role.Policies).toBeUndefined();
        expect(role.ManagedPolicyArns.map(named)).toEqual([
          'arn:AWS::Partition:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
        ]);
      }
      expect(propertiesOf(template, 'AWS::IAM::ManagedPolicy')).toEqual({});
    },
    broken(template) {
      const role = first(Object.values(propertiesOf(template, 'AWS::IAM::Role')));
      role.ManagedPolicyArns.push('arn:aws:iam::aws:policy/AdministratorAccess');
    },
  },
];
