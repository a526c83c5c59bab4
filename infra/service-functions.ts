import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { catalogue } from '../shared/catalogue.ts';
import { ConfirmEnv, SendServiceEmailEnv, SendServiceTextEnv } from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowConfirmInGate } from './gate-grants.ts';
import {
  allowForgiveBudgets,
  allowInTransaction,
  allowOnTable,
  allowReadEvidence,
  allowReadSecret,
  allowSendEmail,
  allowSendMessage,
  allowSendServiceMessages,
  allowSendTexts,
} from './grants.ts';
import type { Parts } from './parts.ts';
import { ledgerVariables } from './recording.ts';

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

function addConfirm(scope: Construct, parts: Parts): void {
  const { api, environment, serviceEmails, serviceTexts, stores } = parts;
  const confirm = new ConsentFunction(scope, 'Confirm', {
    entry: 'functions/http/confirm.ts',
    env: ConfirmEnv,
    environment: {
      ...ledgerVariables(parts),
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
      SERVICE_EMAIL_QUEUE_URL: serviceEmails.queue.queueUrl,
      SERVICE_TEXT_QUEUE_URL: serviceTexts.queue.queueUrl,
    },
    timeoutSeconds: 10,
    grants: [
      allowOnTable(stores.ledger, 'GetItem'),
      allowInTransaction(stores.ledger, 'PutItem'),
      // Of whoever asked a key is there: their asking was sealed under it.
      ...allowReadEvidence(stores.keys, stores.evidenceKey, environment),
      ...allowConfirmInGate(stores.gate),
      ...allowForgiveBudgets(stores.operations),
      allowSendMessage(serviceEmails.queue, serviceTexts.queue),
      allowReadSecret(stores.linkKeys),
    ],
  });
  const { GET, HEAD, POST, OPTIONS } = HttpMethod;
  api.addOpenRoute([GET, HEAD, POST, OPTIONS], '/c/{token+}', confirm);
}

function senderEnvironment(parts: Parts, channel: 'email' | 'sms') {
  const { api, settings, stores } = parts;
  return {
    ...ledgerVariables(parts),
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
