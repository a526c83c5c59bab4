import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import {
  AcceptMessageEnv,
  AuthorizeEnv,
  CheckEnv,
  GetMessageEnv,
  ListSuppressionsEnv,
} from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowOnTable, allowReadSecret, allowSendMessage } from './grants.ts';
import type { Parts } from './parts.ts';
import type { Stores } from './stores.ts';

/** Decides who may call the routes that ask for a key. */
export function authorizeFunction(scope: Construct, stores: Stores): ConsentFunction {
  return new ConsentFunction(scope, 'Authorize', {
    entry: 'functions/http/authorize.ts',
    env: AuthorizeEnv,
    environment: { OPERATIONS_TABLE: stores.operations.tableName },
    timeoutSeconds: 5,
    grants: [allowOnTable(stores.operations, 'GetItem')],
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
      PEPPER_SECRET_ID: stores.pepper.secretArn,
    },
    timeoutSeconds: 15,
    grants: [allowOnTable(stores.gate, 'BatchGetItem'), allowReadSecret(stores.pepper)],
  });
  api.addKeyRoute([HttpMethod.POST], '/v1/checks', check);

  addMessageFunctions(scope, parts);

  const listSuppressions = new ConsentFunction(scope, 'ListSuppressions', {
    entry: 'functions/http/list-suppressions.ts',
    env: ListSuppressionsEnv,
    environment: { SUPPRESSION_TABLE: stores.suppression.tableName },
    timeoutSeconds: 10,
    grants: [allowOnTable(stores.suppression, 'Scan')],
  });
  api.addKeyRoute([HttpMethod.GET], '/v1/suppressions', listSuppressions);
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
      PEPPER_SECRET_ID: stores.pepper.secretArn,
    },
    timeoutSeconds: 29,
    grants: [
      allowOnTable(stores.operations, 'GetItem', 'PutItem'),
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
    grants: [allowOnTable(stores.operations, 'GetItem'), allowOnTable(stores.sends, 'Query')],
  });
  api.addKeyRoute([HttpMethod.GET], '/v1/messages/{messageId}', getMessage);
}
