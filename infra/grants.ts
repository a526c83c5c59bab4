import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import type { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { CANARY_KEY } from '../shared/domain/canary.ts';

type ItemAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';
type TableAction = ItemAction | 'Scan';

/** Exactly these actions on the table's items; its indexes stay out of reach. */
export function allowOnTable(table: ITable, ...actions: TableAction[]): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  });
}

export function allowQueryOnIndex(table: ITable, index: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/${index}`],
  });
}

/** The only way into the ledger: a put inside a transaction, together with the gate it changes. */
export function allowLedgerAppend(ledger: ITable): PolicyStatement[] {
  return [allowOnTable(ledger, 'GetItem', 'Query'), allowInTransaction(ledger, 'PutItem')];
}

/** Only together with what else the transaction writes, or not at all. */
export function allowInTransaction(
  table: ITable,
  action: 'PutItem' | 'UpdateItem',
): PolicyStatement {
  return new PolicyStatement({
    actions: [`dynamodb:${action}`],
    resources: [table.tableArn],
    conditions: {
      'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
    },
  });
}

/** Evidence is sealed under data keys, and those under the environment's key, which KMS opens for its own use alone. */
export function allowSealEvidence(
  keys: ITable,
  customerKey: IKey,
  environment: string,
): PolicyStatement[] {
  return [
    allowOnTable(keys, 'GetItem'),
    allowInTransaction(keys, 'PutItem'),
    allowCustomerKey(customerKey, environment, 'Decrypt', 'GenerateDataKey'),
  ];
}

function allowCustomerKey(
  customerKey: IKey,
  environment: string,
  ...actions: ('Decrypt' | 'GenerateDataKey')[]
): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `kms:${action}`),
    resources: [customerKey.keyArn],
    conditions: {
      StringEquals: {
        'kms:EncryptionContext:environment': environment,
        'kms:EncryptionContext:use': 'evidence',
      },
    },
  });
}

/** What was sealed under keys that are there; makes none. */
export function allowReadEvidence(
  keys: ITable,
  customerKey: IKey,
  environment: string,
): PolicyStatement[] {
  return [allowOnTable(keys, 'GetItem'), allowCustomerKey(customerKey, environment, 'Decrypt')];
}

/** Which contact points were named together: nothing else of Operations may be written with this. */
export function allowPutLinks(operations: ITable): PolicyStatement {
  return allowOnKeys(operations, ['LINK#*'], 'PutItem');
}

/** What stopping everything at one contact point reaches. */
export function allowReadLinks(operations: ITable): PolicyStatement {
  return allowOnKeys(operations, ['LINK#*'], 'Query');
}

/** Only the authorizer sees keys, and no function of the stack writes one. */
export function allowReadApiKeys(operations: ITable): PolicyStatement {
  return allowOnKeys(operations, ['API_KEY'], 'GetItem');
}

/** The authorizer's counts of requests, beside the keys that it may only read. */
export function allowCountRequests(operations: ITable): PolicyStatement {
  return allowOnKeys(operations, ['REQUESTS#*'], 'UpdateItem');
}

/** Messages and what they say, put once; what is already there of a name is read, to compare. */
export function allowStoreMessages(operations: ITable): PolicyStatement[] {
  return [
    allowOnKeys(operations, ['CONTENT#*', 'MESSAGE#*'], 'PutItem'),
    allowReadMessages(operations),
  ];
}

/** Who sent what and when; not what it says. */
export function allowReadMessages(operations: ITable): PolicyStatement {
  return allowOnKeys(operations, ['MESSAGE#*'], 'GetItem');
}

/** What a sender needs of Operations: messages, what they say, and the one count of turns at its provider's account. */
export function allowSendMessages(operations: ITable, account: 'email' | 'sms'): PolicyStatement[] {
  const turns = `RATE#${account}`;
  return [
    allowOnKeys(operations, ['CONTENT#*', 'MESSAGE#*', turns], 'GetItem'),
    allowOnKeys(operations, [turns], 'UpdateItem'),
  ];
}

/** The budgets of what the service itself writes, and the count of turns that it shares with the sender. */
export function allowSendServiceMessages(
  operations: ITable,
  account: 'email' | 'sms',
): PolicyStatement[] {
  const keys = ['BUDGET#*', `RATE#${account}`];
  return [allowOnKeys(operations, keys, 'GetItem'), allowOnKeys(operations, keys, 'UpdateItem')];
}

/** How many links were asked for from each heap of networks; not what anybody was sent. */
export function allowCountAsking(operations: ITable): PolicyStatement {
  return allowOnKeys(operations, ['BUDGET#asking#*'], 'UpdateItem');
}

/** Who has confirmed may be written to afresh: what was spent until then counts no more. */
export function allowForgiveBudgets(operations: ITable): PolicyStatement[] {
  return [
    allowOnKeys(operations, ['BUDGET#*'], 'GetItem'),
    allowOnKeys(operations, ['BUDGET#*'], 'UpdateItem'),
  ];
}

/** The records of messages in other hands, and not of those that wait here with their addresses. */
export function allowOnOutsideSends(sends: ITable, ...actions: ItemAction[]): PolicyStatement {
  return allowOnKeys(sends, ['*#outside#*'], ...actions);
}

/** For functions that derive ids and write no event: of the ledger they see this one item. */
export function allowReadCanary(ledger: ITable): PolicyStatement {
  return allowOnKeys(ledger, [CANARY_KEY.pk], 'GetItem');
}

// Vacuous for a call that names no key: it is never given for a scan.
function allowOnKeys(
  table: ITable,
  partitionKeys: string[],
  ...actions: ItemAction[]
): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitionKeys } },
  });
}

export function allowReadSecret(secret: ISecret): PolicyStatement {
  return new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    resources: [secret.secretArn],
  });
}

export function allowSendMessage(...queues: IQueue[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['sqs:SendMessage'],
    resources: queues.map((queue) => queue.queueArn),
  });
}

/** Texts from exactly the identities that the catalogue names. */
export function allowSendTexts(
  configurationSet: CfnConfigurationSet,
  identities: readonly string[],
): PolicyStatement {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(configurationSet).formatArn({ service: 'sms-voice', resource, resourceName });
  return new PolicyStatement({
    actions: ['sms-voice:SendTextMessage'],
    resources: [...new Set(identities)].map((identity) => {
      if (identity.startsWith('arn:')) return identity;
      if (identity.startsWith('pool-')) return arn('pool', identity);
      if (identity.startsWith('phone-')) return arn('phone-number', identity);
      // AWS names a number by an id that the number does not tell, a sender id also by its country.
      if (identity.startsWith('+')) return arn('phone-number', '*');
      return arn('sender-id', `${identity}/*`);
    }),
  });
}

/** What Lambda needs of the role of a function that it polls a queue for, and no more. */
export function allowPoll(queue: IQueue): PolicyStatement {
  return new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: [queue.queueArn],
  });
}

/** How many messages lie in a queue, and nothing of what they say. */
export function allowReadDepth(queue: IQueue): PolicyStatement {
  return new PolicyStatement({
    actions: ['sqs:GetQueueAttributes'],
    resources: [queue.queueArn],
  });
}

/** Mail from any identity of this account, under this configuration set and no other. */
export function allowSendEmail(configurationSet: ConfigurationSet): PolicyStatement {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(configurationSet).formatArn({ service: 'ses', resource, resourceName });
  return new PolicyStatement({
    actions: ['ses:SendRawEmail'],
    // SES asks for permission on the configuration set as well as on the identity.
    resources: [
      arn('identity', '*'),
      arn('configuration-set', configurationSet.configurationSetName),
    ],
  });
}
