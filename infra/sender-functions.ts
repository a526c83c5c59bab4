import type { Construct } from 'constructs';
import { SendEmailEnv } from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowOnTable, allowReadDepth, allowReadSecret, allowSendEmail } from './grants.ts';
import type { Parts } from './parts.ts';

/** The email sender; its timeout is the bound that every withdrawal's drain relies on. */
export function addSenderFunctions(scope: Construct, parts: Parts): void {
  const { api, configurationSet, emailSends, environment, settings, stores, withdrawalSpool } =
    parts;
  const sendEmail = new ConsentFunction(scope, 'SendEmail', {
    entry: 'functions/queue/send-email.ts',
    env: SendEmailEnv,
    environment: {
      ENVIRONMENT: environment,
      GATE_STATE: parts.gateState,
      WITHDRAWAL_SPOOL_URL: withdrawalSpool.queue.queueUrl,
      GATE_TABLE: stores.gate.tableName,
      SENDS_TABLE: stores.sends.tableName,
      OPERATIONS_TABLE: stores.operations.tableName,
      LINK_BASE_URL: api.url,
      SES_CONFIGURATION_SET: configurationSet.configurationSetName,
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
      ALLOWED_RECIPIENTS: settings.allowedRecipients.join(' '),
    },
    timeoutSeconds: emailSends.consumerTimeoutSeconds,
    memoryMegabytes: 1024,
    grants: [
      allowOnTable(stores.gate, 'GetItem', 'UpdateItem'),
      allowOnTable(stores.sends, 'GetItem', 'UpdateItem'),
      allowOnTable(stores.operations, 'GetItem'),
      allowReadSecret(stores.linkKeys),
      allowReadDepth(withdrawalSpool.queue),
      allowSendEmail(configurationSet),
    ],
  });
  emailSends.deliverTo(sendEmail);
}
