import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildStack } from '../../infra/stack.ts';
import { DRAIN_LIMIT_MS } from '../../shared/domain/drain.ts';
import { WITHDRAW_LIMIT_MS } from '../../shared/ledger/withdraw-or-spool.ts';
import { named, propertiesOf, testApp, testTemplate } from './template.ts';

const PROJECT_ROOT = path.join(import.meta.dirname, '..', '..');

const template = testTemplate();
const tables = propertiesOf(template, 'AWS::DynamoDB::Table');
const functions = propertiesOf(template, 'AWS::Lambda::Function');
const mappings = Object.values(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'));

describe('what outlives a deployment', () => {
  test('keeps its logical id, for a new one would be a new, empty store', () => {
    const ids = (type: string) => Object.keys(template.findResources(type));
    expect(ids('AWS::DynamoDB::Table')).toEqual([
      'LedgerTable',
      'GateTable',
      'SendsTable',
      'SuppressionTable',
      'OperationsTable',
    ]);
    expect(ids('AWS::SecretsManager::Secret')).toEqual(['PepperSecret', 'LinkKeysSecret']);
    expect(ids('AWS::S3::Bucket')).toEqual(['RouteFailures']);
    expect(ids('AWS::SQS::Queue')).toEqual([
      'SuppressionUpdatesDeadLetters',
      'SuppressionUpdates',
      'EmailUpdatesDeadLetters',
      'EmailUpdates',
      'EmailSendsDeadLetters',
      'EmailSends',
      'WithdrawalSpoolDeadLetters',
      'WithdrawalSpool',
    ]);
  });

  test('stays when the stack goes or its resource is replaced', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::S3::Bucket']) {
      template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('every table is protected from deletion, restorable and encrypted, and paid by use', () => {
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  test('the ledger streams both images and forgets nothing', () => {
    expect(tables.LedgerTable.StreamSpecification).toEqual({
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
    expect(tables.LedgerTable.TimeToLiveSpecification).toBeUndefined();
  });

  test('every table has the keys that its items are written with', () => {
    const keys = Object.entries(tables).map(([id, { KeySchema }]) => [
      id,
      KeySchema.map((key: { AttributeName: string }) => key.AttributeName).join(),
    ]);
    expect(Object.fromEntries(keys)).toEqual({
      LedgerTable: 'pk,sk',
      GateTable: 'contactId',
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

  test('secrets are generated as on the first day, for any change replaces the pepper', () => {
    const generated = { PasswordLength: 64, ExcludePunctuation: true };
    expect(propertiesOf(template, 'AWS::SecretsManager::Secret')).toEqual({
      PepperSecret: {
        GenerateSecretString: {
          ...generated,
          SecretStringTemplate: '{}',
          GenerateStringKey: 'pepper',
        },
      },
      LinkKeysSecret: {
        GenerateSecretString: {
          ...generated,
          SecretStringTemplate: '{"current":"k1"}',
          GenerateStringKey: 'k1',
        },
      },
    });
  });
});

describe('queues', () => {
  const queues = propertiesOf(template, 'AWS::SQS::Queue');
  const work = ['SuppressionUpdates', 'EmailUpdates', 'EmailSends', 'WithdrawalSpool'];
  // For these, going back to the queue is no failure: for the sender it is work, for the spool the outage.
  const patient: Record<string, number> = { EmailSends: 100, WithdrawalSpool: 1_000 };

  test.each(work)('%s keeps 4 days, and 14 days what failed again and again', (id) => {
    expect(queues[id].MessageRetentionPeriod).toBe(4 * 86_400);
    const { deadLetterTargetArn, maxReceiveCount } = queues[id].RedrivePolicy;
    expect(maxReceiveCount).toBe(patient[id] ?? 5);
    expect(named(deadLetterTargetArn)).toBe(`${id}DeadLetters`);
    expect(queues[`${id}DeadLetters`].MessageRetentionPeriod).toBe(14 * 86_400);
    expect(queues[id].SqsManagedSseEnabled).toBe(true);
  });

  test.each(work)('%s hides a message for six of its consumer’s timeouts', (id) => {
    const [mapping, ...others] = mappings.filter(
      ({ EventSourceArn }) => named(EventSourceArn) === id,
    );
    expect(others).toEqual([]);
    const { Timeout } = functions[named(mapping.FunctionName)];
    expect(queues[id].VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
    expect(mapping.BatchSize).toBe(10);
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  test('every queue refuses plain-text connections', () => {
    const policies = Object.values(propertiesOf(template, 'AWS::SQS::QueuePolicy'));
    expect(policies.flatMap((policy) => policy.Queues.map(named)).sort()).toEqual(
      Object.keys(queues).sort(),
    );
    for (const { PolicyDocument } of policies) {
      expect(PolicyDocument.Statement).toEqual([
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]);
    }
  });
});

describe('the stream', () => {
  test('is read from its beginning, with bounded retries, and its failures are kept in S3', () => {
    const fromLedger = mappings.filter((mapping) => named(mapping.FunctionName) === 'Route');
    expect(fromLedger).toEqual([
      {
        EventSourceArn: { 'Fn::GetAtt': ['LedgerTable', 'StreamArn'] },
        FunctionName: { Ref: 'Route' },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::GetAtt': ['RouteFailures', 'Arn'] } },
        },
      },
    ]);
  });

  test('no event is filtered away before a function sees it', () => {
    for (const mapping of mappings) expect(mapping.FilterCriteria).toBeUndefined();
  });

  test('what failed is kept where the public cannot see it', () => {
    const { RouteFailures } = propertiesOf(template, 'AWS::S3::Bucket');
    expect(RouteFailures.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(JSON.stringify(RouteFailures.BucketEncryption)).toContain('AES256');
  });
});

describe('functions', () => {
  test('every file in functions/ is deployed, and nothing else', () => {
    const deployed = Object.values(functions).map(({ Description }) => Description);
    const files = globSync('functions/**/*.ts', { cwd: PROJECT_ROOT });
    expect(deployed.sort()).toEqual(files.sort());
  });

  test('a sender is killed within the time that a withdrawal waits for it', () => {
    expect(functions.SendEmail.Timeout).toBeLessThanOrEqual(10);
    expect(functions.SendEmail.Timeout * 1_000).toBeLessThan(DRAIN_LIMIT_MS);
  });

  test('whoever withdraws outlives the longest wait for a sender, and a store that fails after it', () => {
    const slackMs = 2_000;
    for (const id of ['Unsubscribe', 'RecordFormConsent', 'ApplySpooledWithdrawals']) {
      expect(functions[id].Timeout * 1_000).toBeGreaterThan(DRAIN_LIMIT_MS);
      expect(functions[id].Timeout * 1_000).toBeGreaterThan(WITHDRAW_LIMIT_MS + slackMs);
    }
  });

  test('all run the one runtime, and their logs end', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  test('a provider that has accepted a message delivers it within five minutes or never', () => {
    template.allResourcesProperties('AWS::SES::ConfigurationSet', {
      DeliveryOptions: { MaxDeliverySeconds: 300 },
    });
    expect(named(functions.SendEmail.Environment.Variables.SES_CONFIGURATION_SET)).toBe(
      Object.keys(template.findResources('AWS::SES::ConfigurationSet'))[0],
    );
  });
});

describe('a deployment', () => {
  test('tells the consent command where it is', () => {
    expect(Object.keys(template.findOutputs('*'))).toEqual([
      'ApiUrl',
      'LedgerTable',
      'GateTable',
      'SuppressionTable',
      'OperationsTable',
      'PepperSecret',
    ]);
  });

  test.each(['', 'Prod', 'a b', '9lives', 'x'.repeat(17)])('is not called %p', (name) => {
    expect(() => buildStack(testApp(), name)).toThrow(/Environment name .* is not usable/);
  });

  test('passes CloudFormation’s own rules', () => {
    const app = testApp({ '@aws-cdk/core:validateAgainstDefaultRules': true });
    buildStack(app, 'test');
    expect(() => app.synth()).not.toThrow();
    expect(process.exitCode).toBeUndefined();
  });
});
