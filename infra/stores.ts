import { type CfnElement, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export const SENDS_BY_CONTACT_INDEX = 'byContact';

const SECRET_LENGTH_CHARS = 64;
/** A destroyed data key is gone for good when the last backup that held it is: promised within 7 days. */
const KEYS_RECOVERY_DAYS = 7;
const KEY_DELETION_WAIT_DAYS = 30;

/** What must outlive every deployment: each is retained, and keeps its logical id for ever. */
export class Stores extends Construct {
  readonly ledger: Table;
  readonly gate: Table;
  readonly keys: Table;
  readonly sends: Table;
  readonly suppression: Table;
  readonly operations: Table;
  readonly pepper: Secret;
  readonly linkKeys: Secret;
  readonly evidenceKey: Key;
  readonly routeFailures: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const text = (name: string) => ({ name, type: AttributeType.STRING });

    this.ledger = retainedTable(this, 'LedgerTable', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.gate = retainedTable(this, 'GateTable', { partitionKey: text('contactId') });
    this.keys = retainedTable(
      this,
      'KeysTable',
      { partitionKey: text('contactId') },
      KEYS_RECOVERY_DAYS,
    );
    this.sends = retainedTable(this, 'SendsTable', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
    });
    this.sends.addGlobalSecondaryIndex({
      indexName: SENDS_BY_CONTACT_INDEX,
      partitionKey: text('queuedFor'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['scope'],
    });
    this.suppression = retainedTable(this, 'SuppressionTable', {
      partitionKey: text('contactId'),
      sortKey: text('cover'),
    });
    this.operations = retainedTable(this, 'OperationsTable', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
    });

    this.pepper = retainedSecret(this, 'PepperSecret', {}, 'pepper');
    this.linkKeys = retainedSecret(this, 'LinkKeysSecret', { current: 'k1' }, 'k1');
    this.evidenceKey = customerKey(this, 'EvidenceKey');
    this.routeFailures = retainedBucket(this, 'RouteFailures');
  }
}

function retainedTable(
  scope: Construct,
  id: string,
  keys: TableProps,
  recoveryPeriodInDays?: number,
): Table {
  const table = new Table(scope, id, {
    ...keys,
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      ...(recoveryPeriodInDays !== undefined && { recoveryPeriodInDays }),
    },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return pinned(table, id);
}

// CloudFormation makes a new value whenever these properties change: treat them as frozen.
function retainedSecret(
  scope: Construct,
  id: string,
  template: Record<string, string>,
  generateStringKey: string,
): Secret {
  const secret = new Secret(scope, id, {
    generateSecretString: {
      secretStringTemplate: JSON.stringify(template),
      generateStringKey,
      passwordLength: SECRET_LENGTH_CHARS,
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return pinned(secret, id);
}

/** Without it no evidence can be read any more: it is never deleted with the stack, and serves this one use. */
function customerKey(scope: Construct, id: string): Key {
  const key = new Key(scope, id, {
    description: 'Keeps the keys that consent evidence is sealed under',
    enableKeyRotation: true,
    pendingWindow: Duration.days(KEY_DELETION_WAIT_DAYS),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringNotEquals: { 'kms:EncryptionContext:use': 'evidence' } },
    }),
  );
  const alias = new Alias(scope, `${id}Alias`, {
    aliasName: `alias/${Stack.of(scope).stackName}-evidence`,
    targetKey: key,
  });
  pinned(alias, `${id}Alias`);
  return pinned(key, id);
}

function retainedBucket(scope: Construct, id: string): Bucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return pinned(bucket, id);
}

function pinned<T extends Construct>(construct: T, logicalId: string): T {
  (construct.node.defaultChild as CfnElement).overrideLogicalId(logicalId);
  return construct;
}
