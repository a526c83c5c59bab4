import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { catalogue } from '../shared/catalogue.ts';
import { ConfirmEnv, SendServiceEmailEnv, SendServiceTextEnv } from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowRecordInGate } from './gate-grants.ts';
import {
  allowLedgerAppend,
  allowOnTable,
  allowReadEvidence,
  allowReadSecret,
  allowSealEvidence,
  allowSendEmail,
  allowSendMessage,
  allowSendServiceMessages,
  allowSendTexts,
} from './grants.ts';
import type { Parts } from './parts.ts';

/** What this service writes to people by itself, because they asked for it, and what they do with it. */
export function addServiceFunctions(scope: Construct, parts: Parts): void {
  const { configurationSet, serviceEmails, serviceTexts, textConfigurationSet } = parts;
  const sendServiceEmail = new ConsentFunction(scope, 'SendServiceEmail', {
    entry: 'functions/queue/send-service-email.ts',
    env: SendServiceEmailEnv,
    environment: {
      ...senderEnvironment(parts, 'email'),
      SES_CONFIGURATION_SET: configurationSet.configurationSetName,
    },
    timeoutSeconds: serviceEmails.consumerTimeoutSeconds,
    grants: [...senderGrants(parts, 'email'), allowSendEmail(configurationSet)],
  });
  serviceEmails.deliverTo(sendServiceEmail);

  const identity = catalogue.service.text?.originationIdentity;
  const sendServiceText = new ConsentFunction(scope, 'SendServiceText', {
    entry: 'functions/queue/send-service-text.ts',
    env: SendServiceTextEnv,
    environment: {
      ...senderEnvironment(parts, 'sms'),
      SMS_CONFIGURATION_SET: textConfigurationSet.ref,
    },
    timeoutSeconds: serviceTexts.consumerTimeoutSeconds,
    grants: [
      ...senderGrants(parts, 'sms'),
      ...(identity === undefined ? [] : [allowSendTexts(textConfigurationSet, [identity])]),
    ],
  });
  serviceTexts.deliverTo(sendServiceText);

  addConfirm(scope, parts);
}

function addConfirm(
  scope: Construct,
  { api, environment, serviceEmails, serviceTexts, stores }: Parts,
): void {
  const confirm = new ConsentFunction(scope, 'Confirm', {
    entry: 'functions/http/confirm.ts',
    env: ConfirmEnv,
    environment: {
      ENVIRONMENT: environment,
      LEDGER_TABLE: stores.ledger.tableName,
      GATE_TABLE: stores.gate.tableName,
      OPERATIONS_TABLE: stores.operations.tableName,
      KEYS_TABLE: stores.keys.tableName,
      EVIDENCE_KEY_ID: stores.evidenceKey.keyArn,
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
      SERVICE_EMAIL_QUEUE_URL: serviceEmails.queue.queueUrl,
      SERVICE_TEXT_QUEUE_URL: serviceTexts.queue.queueUrl,
    },
    timeoutSeconds: 10,
    grants: [
      ...allowLedgerAppend(stores.ledger),
      ...allowSealEvidence(stores.keys, stores.evidenceKey, environment),
      ...allowRecordInGate(stores.gate),
      allowSendMessage(serviceEmails.queue, serviceTexts.queue),
      allowReadSecret(stores.linkKeys),
    ],
  });
  const { GET, HEAD, POST, OPTIONS } = HttpMethod;
  api.addOpenRoute([GET, HEAD, POST, OPTIONS], '/c/{token}', confirm);
}

function senderEnvironment(
  { api, environment, settings, stores }: Parts,
  channel: 'email' | 'sms',
) {
  return {
    ENVIRONMENT: environment,
    LEDGER_TABLE: stores.ledger.tableName,
    GATE_TABLE: stores.gate.tableName,
    OPERATIONS_TABLE: stores.operations.tableName,
    KEYS_TABLE: stores.keys.tableName,
    EVIDENCE_KEY_ID: stores.evidenceKey.keyArn,
    LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
    LINK_BASE_URL: api.url,
    SENDS_PER_SECOND: String(settings.sendsPerSecond[channel]),
    SERVICE_MESSAGES_PER_HOUR: String(settings.serviceMessagesPerHour[channel]),
    ALLOWED_RECIPIENTS: settings.allowedRecipients.join(' '),
  };
}

/** It reads a contact point's events with their evidence, and nothing of anybody whom no event tells of. */
function senderGrants({ environment, stores }: Parts, channel: 'email' | 'sms'): PolicyStatement[] {
  return [
    allowOnTable(stores.ledger, 'GetItem', 'Query'),
    allowOnTable(stores.gate, 'GetItem'),
    ...allowReadEvidence(stores.keys, stores.evidenceKey, environment),
    ...allowSendServiceMessages(stores.operations, channel),
    allowReadSecret(stores.linkKeys),
  ];
}
