import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { catalogue } from '../shared/catalogue.ts';
import { SendEmailEnv, SendSmsEnv, SettleDeadSendsEnv } from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowClaim } from './gate-grants.ts';
import {
  allowOnTable,
  allowReadDepth,
  allowReadSecret,
  allowSendEmail,
  allowSendMessages,
  allowSendTexts,
} from './grants.ts';
import type { Parts } from './parts.ts';

const SENDER_MEMORY_MEGABYTES = 1024;

/** The senders; their timeout is the bound that every withdrawal's drain relies on. */
export function addSenderFunctions(scope: Construct, parts: Parts): void {
  const { configurationSet, emailSends, smsSends, textConfigurationSet } = parts;
  const sendEmail = new ConsentFunction(scope, 'SendEmail', {
    entry: 'functions/queue/send-email.ts',
    env: SendEmailEnv,
    environment: {
      ...senderEnvironment(parts, 'email'),
      SES_CONFIGURATION_SET: configurationSet.configurationSetName,
    },
    timeoutSeconds: emailSends.consumerTimeoutSeconds,
    memoryMegabytes: SENDER_MEMORY_MEGABYTES,
    grants: [...senderGrants(parts, 'email'), allowSendEmail(configurationSet)],
  });
  emailSends.deliverTo(sendEmail);

  const sendSms = new ConsentFunction(scope, 'SendSms', {
    entry: 'functions/queue/send-sms.ts',
    env: SendSmsEnv,
    environment: {
      ...senderEnvironment(parts, 'sms'),
      SMS_CONFIGURATION_SET: textConfigurationSet.ref,
    },
    timeoutSeconds: smsSends.consumerTimeoutSeconds,
    memoryMegabytes: SENDER_MEMORY_MEGABYTES,
    grants: [...senderGrants(parts, 'sms'), allowSendTexts(textConfigurationSet, textIdentities())],
  });
  smsSends.deliverTo(sendSms);

  addSettleDeadSends(scope, parts);
}

function senderEnvironment(parts: Parts, channel: 'email' | 'sms') {
  const { api, environment, gateState, settings, stores, withdrawalSpool } = parts;
  return {
    ENVIRONMENT: environment,
    GATE_STATE: gateState,
    WITHDRAWAL_SPOOL_URL: withdrawalSpool.queue.queueUrl,
    GATE_TABLE: stores.gate.tableName,
    SENDS_TABLE: stores.sends.tableName,
    OPERATIONS_TABLE: stores.operations.tableName,
    LINK_BASE_URL: api.url,
    SENDS_PER_SECOND: String(settings.sendsPerSecond[channel]),
    LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
    ALLOWED_RECIPIENTS: settings.allowedRecipients.join(' '),
  };
}

function senderGrants(
  { stores, withdrawalSpool }: Parts,
  channel: 'email' | 'sms',
): PolicyStatement[] {
  return [
    ...allowClaim(stores.gate),
    allowOnTable(stores.sends, 'GetItem', 'UpdateItem'),
    ...allowSendMessages(stores.operations, channel),
    allowReadSecret(stores.linkKeys),
    allowReadDepth(withdrawalSpool.queue),
  ];
}

function textIdentities(): string[] {
  return catalogue.purposes.flatMap(({ channels }) =>
    channels.flatMap((policy) =>
      policy.channel === 'sms' ? [policy.sender.originationIdentity] : [],
    ),
  );
}

/** What the senders give up must not stay queued, with its address, for ever. */
function addSettleDeadSends(scope: Construct, parts: Parts): void {
  const { environment, emailSends, smsSends, stores } = parts;
  const settleDeadSends = new ConsentFunction(scope, 'SettleDeadSends', {
    entry: 'functions/queue/settle-dead-sends.ts',
    env: SettleDeadSendsEnv,
    environment: { ENVIRONMENT: environment, SENDS_TABLE: stores.sends.tableName },
    timeoutSeconds: 15,
    grants: [allowOnTable(stores.sends, 'GetItem', 'UpdateItem')],
  });
  emailSends.deliverDeadLettersTo(settleDeadSends);
  smsSends.deliverDeadLettersTo(settleDeadSends);
}
