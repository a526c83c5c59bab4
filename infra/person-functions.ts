import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import {
  ApplySpooledWithdrawalsEnv,
  EmbedFormEnv,
  GetFormEnv,
  RecordFormConsentEnv,
  UnsubscribeEnv,
} from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowRecordInGate } from './gate-grants.ts';
import {
  allowLedgerAppend,
  allowPutLinks,
  allowReadLinks,
  allowReadSecret,
  allowSendMessage,
} from './grants.ts';
import type { Parts } from './parts.ts';
import { askingVariables, recordingGrants, recordingVariables } from './recording.ts';

/**
 * Longer than the drain and all that may come before and after it: a withdrawal may wait out a sender's whole
 * timeout before its answer, and find the store down at the end of it.
 */
export const WITHDRAWING_TIMEOUT_SECONDS = 25;

/** What a person reaches without a key: the signup form and the unsubscribe link. */
export function addPersonFunctions(scope: Construct, parts: Parts): void {
  const { api, environment, serviceEmails, serviceTexts, settings, stores } = parts;
  const getForm = new ConsentFunction(scope, 'GetForm', {
    entry: 'functions/http/get-form.ts',
    env: GetFormEnv,
    environment: { ENVIRONMENT: environment, LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn },
    timeoutSeconds: 10,
    grants: [allowReadSecret(stores.linkKeys)],
  });
  api.addOpenRoute([HttpMethod.GET], '/v1/forms/{formId}', getForm);

  const embedForm = new ConsentFunction(scope, 'EmbedForm', {
    entry: 'functions/http/embed-form.ts',
    env: EmbedFormEnv,
    environment: {
      ENVIRONMENT: environment,
      LINK_BASE_URL: api.url,
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
    },
    timeoutSeconds: 10,
    grants: [allowReadSecret(stores.linkKeys)],
  });
  api.addOpenRoute([HttpMethod.GET], '/v1/forms/{formId}/embed', embedForm);

  const recordFormConsent = new ConsentFunction(scope, 'RecordFormConsent', {
    entry: 'functions/http/record-form-consent.ts',
    env: RecordFormConsentEnv,
    environment: {
      ...recordingVariables(parts),
      PEPPER_SECRET_ID: stores.pepper.secretArn,
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
    },
    timeoutSeconds: WITHDRAWING_TIMEOUT_SECONDS,
    grants: [
      ...recordingGrants(parts),
      allowPutLinks(stores.operations),
      allowReadSecret(stores.pepper),
      allowReadSecret(stores.linkKeys),
    ],
  });
  api.addOpenRoute([HttpMethod.POST], '/v1/forms/{formId}/consents', recordFormConsent);

  const unsubscribe = new ConsentFunction(scope, 'Unsubscribe', {
    entry: 'functions/http/unsubscribe.ts',
    env: UnsubscribeEnv,
    environment: {
      ...recordingVariables(parts),
      ...askingVariables(parts),
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
    },
    timeoutSeconds: WITHDRAWING_TIMEOUT_SECONDS,
    reservedConcurrency: settings.reservedForWithdrawals,
    grants: [
      ...recordingGrants(parts),
      allowReadLinks(stores.operations),
      allowReadSecret(stores.linkKeys),
      allowSendMessage(serviceEmails.queue, serviceTexts.queue),
    ],
  });
  const { GET, HEAD, POST, OPTIONS } = HttpMethod;
  api.addOpenRoute([GET, HEAD, POST, OPTIONS], '/u/{token+}', unsubscribe);

  addSpoolConsumer(scope, parts);
}

function addSpoolConsumer(scope: Construct, { stores, withdrawalSpool }: Parts): void {
  const applySpooledWithdrawals = new ConsentFunction(scope, 'ApplySpooledWithdrawals', {
    entry: 'functions/queue/apply-spooled-withdrawals.ts',
    env: ApplySpooledWithdrawalsEnv,
    environment: {
      LEDGER_TABLE: stores.ledger.tableName,
      GATE_TABLE: stores.gate.tableName,
      OPERATIONS_TABLE: stores.operations.tableName,
    },
    timeoutSeconds: withdrawalSpool.consumerTimeoutSeconds,
    grants: [...allowLedgerAppend(stores.ledger), ...allowRecordInGate(stores.gate)],
  });
  withdrawalSpool.deliverTo(applySpooledWithdrawals);
}
