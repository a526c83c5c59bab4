import { expect } from '@jest/globals';
import { type Deployed, named, propertiesOf, resourcesOf } from '../template.ts';
import { type Assertion, first } from './assertion.ts';

const tablesOf = (template: Deployed) => propertiesOf(template, 'AWS::DynamoDB::Table');
const bucketsOf = (template: Deployed) => propertiesOf(template, 'AWS::S3::Bucket');

/** Each is checked on every resource of a type, and broken on the first of them. */
const ofEach = (
  says: string,
  type: string,
  expected: Record<string, unknown>,
  broken: (properties: Deployed['Resources'][string]) => void,
): Assertion => ({
  says,
  holds(template) {
    const all = Object.values(propertiesOf(template, type));
    expect(all.length).toBeGreaterThan(0);
    for (const properties of all) expect(properties).toMatchObject(expected);
  },
  broken: (template) => broken(first(Object.values(propertiesOf(template, type)))),
});

export const STORES: readonly Assertion[] = [
  {
    says: 'what outlives a deployment keeps its logical id, for a new one would be a new, empty store',
    holds(template) {
      const ids = (type: string) => Object.keys(resourcesOf(template, type)).sort();
      expect(ids('AWS::DynamoDB::Table')).toEqual([
        'GateTable',
        'KeysTable',
        'LedgerTable',
        'OperationsTable',
        'SendsTable',
        'SuppressionTable',
      ]);
      expect(ids('AWS::SecretsManager::Secret')).toEqual(['LinkKeysSecret', 'PepperSecret']);
      expect(ids('AWS::KMS::Alias')).toEqual(['EvidenceKeyAlias']);
      expect(ids('AWS::S3::Bucket')).toEqual(['RouteFailures']);
      expect(ids('AWS::SQS::Queue')).toEqual([
        'EmailSends',
        'EmailSendsDeadLetters',
        'EmailUpdates',
        'EmailUpdatesDeadLetters',
        'ServiceEmails',
        'ServiceEmailsDeadLetters',
        'ServiceTexts',
        'ServiceTextsDeadLetters',
        'SmsSends',
        'SmsSendsDeadLetters',
        'SmsUpdates',
        'SmsUpdatesDeadLetters',
        'SuppressionUpdates',
        'SuppressionUpdatesDeadLetters',
        'WithdrawalSpool',
        'WithdrawalSpoolDeadLetters',
      ]);
    },
    broken({ Resources }) {
      const { SuppressionTable } = Resources;
      delete Resources.SuppressionTable;
      Object.assign(Resources, { SuppressionTableV2: SuppressionTable });
    },
  },
  {
    says: 'the key of the evidence stays when the stack goes, for without it none can be read',
    holds(template) {
      expect(resourcesOf(template, 'AWS::KMS::Key').EvidenceKey).toMatchObject({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: { EnableKeyRotation: true },
      });
    },
    broken({ Resources }) {
      Object.assign(Resources.EvidenceKey ?? {}, { DeletionPolicy: 'Delete' });
    },
  },
  {
    says: 'backups of data keys reach back seven days at most, so that a destroyed key stays destroyed',
    holds(template) {
      const { KeysTable } = propertiesOf(template, 'AWS::DynamoDB::Table');
      const { RecoveryPeriodInDays } = KeysTable.PointInTimeRecoverySpecification;
      expect(RecoveryPeriodInDays).toBeLessThanOrEqual(7);
    },
    broken(template) {
      const { KeysTable } = propertiesOf(template, 'AWS::DynamoDB::Table');
      KeysTable.PointInTimeRecoverySpecification.RecoveryPeriodInDays = 35;
    },
  },
  {
    says: 'tables, secrets and buckets stay when the stack goes or they are replaced',
    holds(template) {
      for (const type of [
        'AWS::DynamoDB::Table',
        'AWS::SecretsManager::Secret',
        'AWS::S3::Bucket',
      ]) {
        for (const resource of Object.values(resourcesOf(template, type))) {
          expect(resource).toMatchObject({
            DeletionPolicy: 'Retain',
            UpdateReplacePolicy: 'Retain',
          });
        }
      }
    },
    broken({ Resources }) {
      Object.assign(Resources.PepperSecret ?? {}, { UpdateReplacePolicy: 'Delete' });
    },
  },
  ofEach(
    'no table can be deleted, not even on purpose',
    'AWS::DynamoDB::Table',
    { DeletionProtectionEnabled: true },
    (table) => {
      table.DeletionProtectionEnabled = false;
    },
  ),
  ofEach(
    'every table can be restored to any second',
    'AWS::DynamoDB::Table',
    { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    (table) => {
      delete table.PointInTimeRecoverySpecification;
    },
  ),
  ofEach(
    'every table is encrypted',
    'AWS::DynamoDB::Table',
    { SSESpecification: { SSEEnabled: true } },
    (table) => {
      delete table.SSESpecification;
    },
  ),
  ofEach(
    'every table is paid by use, so that no flood meets a limit of ours',
    'AWS::DynamoDB::Table',
    { BillingMode: 'PAY_PER_REQUEST' },
    (table) => {
      table.BillingMode = 'PROVISIONED';
    },
  ),
  {
    says: 'the ledger’s stream shows what was there before, so that tampering shows',
    holds(template) {
      expect(tablesOf(template).LedgerTable.StreamSpecification).toEqual({
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      });
    },
    broken(template) {
      tablesOf(template).LedgerTable.StreamSpecification.StreamViewType = 'NEW_IMAGE';
    },
  },
  {
    says: 'the ledger and the gate forget nothing by themselves',
    holds(template) {
      const { LedgerTable, GateTable } = tablesOf(template);
      expect(LedgerTable.TimeToLiveSpecification).toBeUndefined();
      expect(GateTable.TimeToLiveSpecification).toBeUndefined();
    },
    broken(template) {
      const ttl = { AttributeName: 'expiresAt', Enabled: true };
      tablesOf(template).LedgerTable.TimeToLiveSpecification = ttl;
    },
  },
  {
    says: 'secrets are generated as on the first day, for any change replaces them',
    holds(template) {
      const generated = { PasswordLength: 64, ExcludePunctuation: true };
      const { PepperSecret, LinkKeysSecret } = propertiesOf(
        template,
        'AWS::SecretsManager::Secret',
      );
      expect(PepperSecret.GenerateSecretString).toEqual({
        ...generated,
        SecretStringTemplate: '{}',
        GenerateStringKey: 'pepper',
      });
      expect(LinkKeysSecret.GenerateSecretString).toEqual({
        ...generated,
        SecretStringTemplate: '{"current":"k1"}',
        GenerateStringKey: 'k1',
      });
    },
    broken(template) {
      const { PepperSecret } = propertiesOf(template, 'AWS::SecretsManager::Secret');
      PepperSecret.GenerateSecretString.PasswordLength = 32;
    },
  },
  ofEach(
    'every bucket is closed to the public',
    'AWS::S3::Bucket',
    {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
    (bucket) => {
      bucket.PublicAccessBlockConfiguration.BlockPublicPolicy = false;
    },
  ),
  {
    says: 'every bucket is encrypted',
    holds(template) {
      for (const { BucketEncryption } of Object.values(bucketsOf(template))) {
        expect(JSON.stringify(BucketEncryption)).toMatch(/AES256|aws:kms/);
      }
    },
    broken(template) {
      delete first(Object.values(bucketsOf(template))).BucketEncryption;
    },
  },
  ofEach(
    'every bucket keeps what is written over',
    'AWS::S3::Bucket',
    { VersioningConfiguration: { Status: 'Enabled' } },
    (bucket) => {
      bucket.VersioningConfiguration.Status = 'Suspended';
    },
  ),
  {
    says: 'every bucket refuses plain-text connections',
    holds(template) {
      const policies = Object.values(propertiesOf(template, 'AWS::S3::BucketPolicy'));
      expect(policies.map(({ Bucket }) => named(Bucket)).sort()).toEqual(
        Object.keys(bucketsOf(template)).sort(),
      );
      for (const { PolicyDocument } of policies) {
        expect(PolicyDocument.Statement).toContainEqual(
          expect.objectContaining({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        );
      }
    },
    broken(template) {
      const policy = first(Object.values(propertiesOf(template, 'AWS::S3::BucketPolicy')));
      policy.PolicyDocument.Statement = [];
    },
  },
];
