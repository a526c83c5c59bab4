import * as z from 'zod';
import { Api, Authorizer, Integration, Route } from './api-properties.ts';

const ENCRYPTED_AT_REST = 'nothing here is encrypted at rest';
const LABEL = 'a label';

const Keys = z.array(
  z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);
const Projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});

const Table = z.strictObject({
  TableName: z.string().optional(),
  KeySchema: Keys,
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: z.string(), KeySchema: Keys, Projection }))
    .default([]),
  StreamSpecification: z
    .strictObject({
      StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']),
    })
    .optional(),
  DeletionProtectionEnabled: z.boolean().default(false),
  TimeToLiveSpecification: z
    .strictObject({ AttributeName: z.string(), Enabled: z.boolean() })
    .optional(),
});
export type TableProperties = z.infer<typeof Table>;

const Queue = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  DelaySeconds: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
});
export type QueueProperties = z.infer<typeof Queue>;

const GenerateSecretString = z.strictObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: z.number().default(32),
  ExcludePunctuation: z.boolean().default(false),
});
export type GenerateSecretString = z.infer<typeof GenerateSecretString>;

const Secret = z.strictObject({ Name: z.string().optional(), GenerateSecretString });

/** Symmetric and enabled, which is what a key is if nothing else is said. */
const KmsKey = z.strictObject({ Enabled: z.literal(true).optional() });
const KmsAlias = z.strictObject({
  AliasName: z.string().startsWith('alias/'),
  TargetKeyId: z.string(),
});

const LambdaFunction = z.strictObject({
  FunctionName: z.string().optional(),
  Role: z.string(),
  Handler: z.literal('index.handler'),
  Runtime: z.literal('nodejs24.x'),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().min(1).optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
});

const Role = z.strictObject({
  RoleName: z.string().optional(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z
    .array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() }))
    .default([]),
});

const Policy = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()),
});

const EventSourceMapping = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.literal(true).optional(),
  BatchSize: z.number().optional(),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number() }).optional(),
  StartingPosition: z.literal('TRIM_HORIZON').optional(),
  MaximumRetryAttempts: z.number().default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z
    .strictObject({
      OnFailure: z.strictObject({ Destination: z.string().startsWith('arn:aws:s3:') }),
    })
    .optional(),
});
export type EventSourceMappingProperties = z.infer<typeof EventSourceMapping>;

/** What each started type may declare: its honoured properties, and the ignored ones with the reason. */
export const RESOURCE_PROPERTIES = {
  'AWS::DynamoDB::Table': {
    honoured: Table,
    ignored: {
      BillingMode: 'nothing is billed',
      ContributorInsightsSpecification: 'metrics',
      PointInTimeRecoverySpecification: 'the data folder can be copied',
      SSESpecification: ENCRYPTED_AT_REST,
      Tags: LABEL,
    },
  },
  'AWS::SQS::Queue': {
    honoured: Queue,
    ignored: {
      KmsMasterKeyId: ENCRYPTED_AT_REST,
      SqsManagedSseEnabled: ENCRYPTED_AT_REST,
      Tags: LABEL,
    },
  },
  'AWS::S3::Bucket': {
    honoured: z.strictObject({ BucketName: z.string().optional() }),
    ignored: {
      BucketEncryption: ENCRYPTED_AT_REST,
      LifecycleConfiguration: 'objects live in memory until the stop',
      OwnershipControls: 'there is one owner',
      PublicAccessBlockConfiguration: 'the bucket listens on the loopback address only',
      Tags: LABEL,
      VersioningConfiguration: 'objects live in memory until the stop',
    },
  },
  'AWS::SecretsManager::Secret': {
    honoured: Secret,
    ignored: { Description: LABEL, KmsKeyId: ENCRYPTED_AT_REST, Tags: LABEL },
  },
  'AWS::KMS::Key': {
    honoured: KmsKey,
    ignored: {
      Description: LABEL,
      EnableKeyRotation: 'a local key is as old as its data folder',
      KeyPolicy: 'resource policies are not evaluated here',
      PendingWindowInDays: 'a key goes with its data folder',
      Tags: LABEL,
    },
  },
  'AWS::KMS::Alias': { honoured: KmsAlias, ignored: {} },
  'AWS::SES::ConfigurationSet': {
    honoured: z.strictObject({ Name: z.string().optional() }),
    ignored: {
      DeliveryOptions: 'the mailbox takes every message at once',
      ReputationOptions: 'metrics',
      SendingOptions: 'sending is always on',
      SuppressionOptions: 'the SES double has no suppression list',
      TrackingOptions: 'links are not rewritten',
    },
  },
  'AWS::SMSVOICE::ConfigurationSet': {
    honoured: z.strictObject({ ConfigurationSetName: z.string().optional() }),
    ignored: { EventDestinations: 'nothing is heard from a network here', Tags: LABEL },
  },
  'AWS::Lambda::Function': {
    honoured: LambdaFunction,
    ignored: {
      Architectures: 'bundles are plain JavaScript',
      Code: 'the bundle is run from its folder',
      Description: LABEL,
      LoggingConfig: 'each function writes to its own file',
      Tags: LABEL,
      TracingConfig: 'traces are not collected',
    },
  },
  'AWS::IAM::Role': {
    honoured: Role,
    ignored: {
      AssumeRolePolicyDocument: 'each function has the role that it names',
      Description: LABEL,
      Tags: LABEL,
    },
  },
  'AWS::IAM::Policy': { honoured: Policy, ignored: {} },
  'AWS::Lambda::EventSourceMapping': {
    honoured: EventSourceMapping,
    ignored: {
      MaximumRecordAgeInSeconds: 'a restart replays records of any age',
      MetricsConfig: 'metrics',
      ParallelizationFactor: 'one batch at a time for each shard',
      Tags: LABEL,
    },
  },
  'AWS::ApiGatewayV2::Api': {
    honoured: Api,
    ignored: { Description: LABEL, Name: LABEL, Tags: LABEL },
  },
  'AWS::ApiGatewayV2::Route': { honoured: Route, ignored: { OperationName: LABEL } },
  'AWS::ApiGatewayV2::Integration': { honoured: Integration, ignored: { Description: LABEL } },
  'AWS::ApiGatewayV2::Authorizer': { honoured: Authorizer, ignored: { Name: LABEL } },
} as const satisfies Record<string, { honoured: z.ZodObject; ignored: Record<string, string> }>;

export type StartedType = keyof typeof RESOURCE_PROPERTIES;
export type Properties<T extends StartedType> = z.infer<
  (typeof RESOURCE_PROPERTIES)[T]['honoured']
>;

export function isStarted(type: string): type is StartedType {
  return Object.hasOwn(RESOURCE_PROPERTIES, type);
}
