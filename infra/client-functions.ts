import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import {
  AcceptMessageEnv,
  AuthorizeEnv,
  CheckEnv,
  GetMessageEnv,
  ListSuppressionsEnv,
  MakeLinksEnv,
  RecordConsentsEnv,
} from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import {
  allowCountRequests,
  allowOnTable,
  allowPutLinks,
  allowReadApiKeys,
  allowReadCanary,
  allowReadLinks,
  allowReadMessages,
  allowReadSecret,
  allowSendMessage,
  allowStoreMessages,
} from './grants.ts';
import type { Parts } from './parts.ts';
import { WITHDRAWING_TIMEOUT_SECONDS } from './person-functions.ts';
import { recordingGrants, recordingVariables } from './recording.ts';
import type { Stores } from './stores.ts';

/** Half of what the API lets pass in all, so that no client takes the others' share. */
const RATE_LIMIT_PER_MINUTE = 30_000;

/** The longest that the gateway waits for an answer is half a minute. */
const BULK_TIMEOUT_SECONDS = 29;

/** Decides who may call the routes that ask for a key. */
export function authorizeFunction(scope: Construct, stores: Stores): ConsentFunction {
  return new ConsentFunction(scope, 'Authorize', {
    entry: 'functions/http/authorize.ts',
    env: AuthorizeEnv,
    environment: {
      OPERATIONS_TABLE: stores.operations.tableName,
      RATE_LIMIT_PER_MINUTE: String(RATE_LIMIT_PER_MINUTE),
    },
    timeoutSeconds: 5,
    grants: [allowReadApiKeys(stores.operations), allowCountRequests(stores.operations)],
  });
}

/** What senders and other clients reach with their key. */
export function addClientFunctions(scope: Construct, parts: Parts): void {
  const { api, stores } = parts;

  const check = new ConsentFunction(scope, 'Check', {
    entry: 'functions/http/check.ts',
    env: CheckEnv,
    environment: {
      GATE_STATE: parts.gateState,
      GATE_TABLE: stores.gate.tableName,
      LEDGER_TABLE: stores.ledger.tableName,
      PEPPER_SECRET_ID: stores.pepper.secretArn,
    },
    timeoutSeconds: 15,
    grants: [
      allowOnTable(stores.gate, 'BatchGetItem'),
      allowReadCanary(stores.ledger),
      allowReadSecret(stores.pepper),
    ],
  });
  api.addKeyRoute([HttpMethod.POST], '/v1/checks', check);

  addRecordFunctions(scope, parts);
  addMessageFunctions(scope, parts);
  addLinkFunction(scope, parts);

  const listSuppressions = new ConsentFunction(scope, 'ListSuppressions', {
    entry: 'functions/http/list-suppressions.ts',
    env: ListSuppressionsEnv,
    environment: { SUPPRESSION_TABLE: stores.suppression.tableName },
    timeoutSeconds: 10,
    grants: [allowOnTable(stores.suppression, 'Scan')],
  });
  api.addKeyRoute([HttpMethod.GET], '/v1/suppressions', listSuppressions);
}

/** What other systems of the company know of a person's consent, as it comes and in bulk. */
function addRecordFunctions(scope: Construct, parts: Parts): void {
  const { api, stores } = parts;
  const variables = {
    ...recordingVariables(parts),
    PEPPER_SECRET_ID: stores.pepper.secretArn,
  };
  const grants = () => [
    ...recordingGrants(parts),
    allowPutLinks(stores.operations),
    allowReadLinks(stores.operations),
    allowReadSecret(stores.pepper),
  ];

  const recordConsents = new ConsentFunction(scope, 'RecordConsents', {
    entry: 'functions/http/record-consents.ts',
    env: RecordConsentsEnv,
    environment: variables,
    timeoutSeconds: WITHDRAWING_TIMEOUT_SECONDS,
    grants: grants(),
  });
  api.addKeyRoute([HttpMethod.POST], '/v1/consents', recordConsents);

  const importConsents = new ConsentFunction(scope, 'ImportConsents', {
    entry: 'functions/http/import-consents.ts',
    env: RecordConsentsEnv,
    environment: variables,
    timeoutSeconds: BULK_TIMEOUT_SECONDS,
    grants: grants(),
  });
  api.addKeyRoute([HttpMethod.POST], '/v1/imports', importConsents);
}

function addLinkFunction(scope: Construct, { api, environment, stores }: Parts): void {
  const makeLinks = new ConsentFunction(scope, 'MakeLinks', {
    entry: 'functions/http/make-links.ts',
    env: MakeLinksEnv,
    environment: {
      ENVIRONMENT: environment,
      LINK_BASE_URL: api.url,
      LEDGER_TABLE: stores.ledger.tableName,
      PEPPER_SECRET_ID: stores.pepper.secretArn,
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
    },
    timeoutSeconds: 10,
    grants: [
      allowReadCanary(stores.ledger),
      allowReadSecret(stores.pepper),
      allowReadSecret(stores.linkKeys),
    ],
  });
  api.addKeyRoute([HttpMethod.POST], '/v1/links', makeLinks);
}

function addMessageFunctions(scope: Construct, { api, emailSends, smsSends, stores }: Parts): void {
  const acceptMessage = new ConsentFunction(scope, 'AcceptMessage', {
    entry: 'functions/http/accept-message.ts',
    env: AcceptMessageEnv,
    environment: {
      OPERATIONS_TABLE: stores.operations.tableName,
      SENDS_TABLE: stores.sends.tableName,
      EMAIL_SEND_QUEUE_URL: emailSends.queue.queueUrl,
      SMS_SEND_QUEUE_URL: smsSends.queue.queueUrl,
      LINK_BASE_URL: api.url,
      LEDGER_TABLE: stores.ledger.tableName,
      PEPPER_SECRET_ID: stores.pepper.secretArn,
    },
    timeoutSeconds: BULK_TIMEOUT_SECONDS,
    grants: [
      allowReadCanary(stores.ledger),
      ...allowStoreMessages(stores.operations),
      allowOnTable(stores.sends, 'PutItem'),
      allowSendMessage(emailSends.queue, smsSends.queue),
      allowReadSecret(stores.pepper),
    ],
  });
  api.addKeyRoute([HttpMethod.POST], '/v1/messages', acceptMessage);

  const getMessage = new ConsentFunction(scope, 'GetMessage', {
    entry: 'functions/http/get-message.ts',
    env: GetMessageEnv,
    environment: {
      OPERATIONS_TABLE: stores.operations.tableName,
      SENDS_TABLE: stores.sends.tableName,
    },
    timeoutSeconds: 10,
    grants: [allowReadMessages(stores.operations), allowOnTable(stores.sends, 'Query')],
  });
  api.addKeyRoute([HttpMethod.GET], '/v1/messages/{messageId}', getMessage);
}
