import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { AskPreferencesEnv, PreferencesEnv } from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowRecordInGate } from './gate-grants.ts';
import {
  allowCountAsking,
  allowLedgerAppend,
  allowOnTable,
  allowReadCanary,
  allowReadEvidence,
  allowReadLinks,
  allowReadSecret,
  allowSendMessage,
} from './grants.ts';
import type { Parts } from './parts.ts';
import { WITHDRAWING_TIMEOUT_SECONDS } from './person-functions.ts';
import { askingVariables, recordingVariables } from './recording.ts';

const { GET, HEAD, POST, OPTIONS } = HttpMethod;

/** Where a person asks for the link to their preferences, and where it leads. */
export function addPreferenceFunctions(scope: Construct, parts: Parts): void {
  const { api, environment, serviceEmails, serviceTexts, stores, withdrawalSpool } = parts;
  // It can read neither gate nor ledger: nobody learns from it who is known.
  const askPreferences = new ConsentFunction(scope, 'AskPreferences', {
    entry: 'functions/http/ask-preferences.ts',
    env: AskPreferencesEnv,
    environment: {
      ...askingVariables(parts),
      OPERATIONS_TABLE: stores.operations.tableName,
      LEDGER_TABLE: stores.ledger.tableName,
      PEPPER_SECRET_ID: stores.pepper.secretArn,
    },
    timeoutSeconds: 10,
    grants: [
      allowCountAsking(stores.operations),
      allowReadCanary(stores.ledger),
      allowReadSecret(stores.pepper),
      allowSendMessage(serviceEmails.queue, serviceTexts.queue),
    ],
  });
  api.addOpenRoute([GET, HEAD, POST, OPTIONS], '/p', askPreferences);

  const preferences = new ConsentFunction(scope, 'Preferences', {
    entry: 'functions/http/preferences.ts',
    env: PreferencesEnv,
    environment: {
      ...recordingVariables(parts),
      ...askingVariables(parts),
      SUPPRESSION_TABLE: stores.suppression.tableName,
      LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
    },
    timeoutSeconds: WITHDRAWING_TIMEOUT_SECONDS,
    grants: [
      ...allowLedgerAppend(stores.ledger),
      // Whoever was sent a link has a key: their address was sealed under it.
      ...allowReadEvidence(stores.keys, stores.evidenceKey, environment),
      ...allowRecordInGate(stores.gate),
      allowReadLinks(stores.operations),
      allowOnTable(stores.suppression, 'Query'),
      allowReadSecret(stores.linkKeys),
      allowSendMessage(withdrawalSpool.queue, serviceEmails.queue, serviceTexts.queue),
    ],
  });
  api.addOpenRoute([GET, HEAD, POST, OPTIONS], '/p/{token+}', preferences);
}
