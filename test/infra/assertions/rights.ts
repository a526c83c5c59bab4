import { expect } from '@jest/globals';
import { actionsOf, namesOf, reachesLedger, type Statement, statementsOf } from '../rights.ts';
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
