import { describe, expect, test } from '@jest/globals';
import { buildStack } from '../../infra/stack.ts';
import { named, productionStack, propertiesOf, testApp, testTemplate } from './template.ts';

// CDK's validator alone takes seconds, and many times that on a busy machine.
const SLOW_MS = 180_000;

const template = testTemplate();
const tables = propertiesOf(template, 'AWS::DynamoDB::Table');
const mappings = Object.values(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'));

describe('the stack', () => {
  test('has for every table the keys that its items are written with', () => {
    const keys = Object.entries(tables).map(([id, { KeySchema }]) => [
      id,
      KeySchema.map((key: { AttributeName: string }) => key.AttributeName).join(),
    ]);
    expect(Object.fromEntries(keys)).toEqual({
      LedgerTable: 'pk,sk',
      GateTable: 'contactId',
      KeysTable: 'contactId',
      SendsTable: 'pk,sk',
      SuppressionTable: 'contactId,cover',
      OperationsTable: 'pk,sk',
    });
    expect(tables.SendsTable.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'byContact',
        KeySchema: [{ AttributeName: 'queuedFor', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['scope'] },
      },
    ]);
  });

  test('lets a message come back often only where that is part of the work', () => {
    const queues = Object.entries(propertiesOf(template, 'AWS::SQS::Queue'));
    const receives = queues.flatMap(([id, { RedrivePolicy }]) =>
      RedrivePolicy ? [[id, RedrivePolicy.maxReceiveCount]] : [],
    );
    expect(Object.fromEntries(receives)).toEqual({
      SuppressionUpdates: 5,
      EmailUpdates: 5,
      SmsUpdates: 5,
      // For as long as an outage, or a large mailing at the provider's rate, may last.
      EmailSends: 1_000,
      SmsSends: 1_000,
      ServiceEmails: 1_000,
      ServiceTexts: 1_000,
      WithdrawalSpool: 1_000,
    });
  });

  test('hands over small batches from queues, and large ones from the stream', () => {
    const sizes = mappings.map(({ FunctionName, BatchSize }) => [named(FunctionName), BatchSize]);
    expect(Object.fromEntries(sizes)).toEqual({
      Route: 100,
      ProjectSuppressions: 10,
      StopEmail: 10,
      StopSms: 10,
      SendEmail: 10,
      ApplySpooledWithdrawals: 10,
      SendSms: 10,
      SendServiceEmail: 10,
      SendServiceText: 10,
      SettleDeadSends: 10,
    });
  });

  test('tells the consent command where it is', () => {
    const { Outputs } = { Outputs: {}, ...template };
    expect(Object.keys(Outputs)).toEqual([
      'ApiUrl',
      'LedgerTable',
      'GateTable',
      'SuppressionTable',
      'OperationsTable',
      'SendsTable',
      'KeysTable',
      'PepperSecret',
      'LinkKeysSecret',
      'QueueUrls',
      'DeadLetterQueueUrls',
      'SpoolUrls',
    ]);
  });
});

describe('CloudFormation’s own rules', () => {
  const validatedApp = () =>
    testApp({
      builtinCloudFormationValidation: true,
      context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    });

  test(
    'pass, for production as for any environment',
    () => {
      const app = validatedApp();
      buildStack(app, 'test');
      productionStack(app);
      expect(() => app.synth()).not.toThrow();
      expect(process.exitCode).toBeUndefined();
    },
    SLOW_MS,
  );
});
