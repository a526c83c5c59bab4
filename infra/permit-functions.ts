import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { ClaimPermitEnv, ReleasePermitEnv } from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowClaim, allowRelease } from './gate-grants.ts';
import {
  allowOnOutsideSends,
  allowOnTable,
  allowReadCanary,
  allowReadDepth,
  allowReadSecret,
} from './grants.ts';
import type { Parts } from './parts.ts';

/** The gate for senders outside of this service. */
export function addPermitFunctions(scope: Construct, parts: Parts): void {
  const { api, environment, settings, stores, withdrawalSpool } = parts;
  const tables = {
    ENVIRONMENT: environment,
    GATE_TABLE: stores.gate.tableName,
    SENDS_TABLE: stores.sends.tableName,
    LINK_KEYS_SECRET_ID: stores.linkKeys.secretArn,
  };
  const claimPermit = new ConsentFunction(scope, 'ClaimPermit', {
    entry: 'functions/http/claim-permit.ts',
    env: ClaimPermitEnv,
    environment: {
      ...tables,
      GATE_STATE: parts.gateState,
      ALLOWED_RECIPIENTS: settings.allowedRecipients.join(' '),
      WITHDRAWAL_SPOOL_URL: withdrawalSpool.queue.queueUrl,
      LEDGER_TABLE: stores.ledger.tableName,
      PEPPER_SECRET_ID: stores.pepper.secretArn,
    },
    timeoutSeconds: 10,
    grants: [
      allowReadCanary(stores.ledger),
      allowOnTable(stores.ledger, 'Query'),
      ...allowClaim(stores.gate),
      allowOnOutsideSends(stores.sends, 'GetItem', 'PutItem', 'UpdateItem'),
      allowReadDepth(withdrawalSpool.queue),
      allowReadSecret(stores.pepper),
      allowReadSecret(stores.linkKeys),
    ],
  });
  api.addKeyRoute([HttpMethod.POST], '/v1/permits', claimPermit);

  const releasePermit = new ConsentFunction(scope, 'ReleasePermit', {
    entry: 'functions/http/release-permit.ts',
    env: ReleasePermitEnv,
    environment: tables,
    timeoutSeconds: 10,
    grants: [
      allowRelease(stores.gate),
      allowOnOutsideSends(stores.sends, 'UpdateItem'),
      allowReadSecret(stores.linkKeys),
    ],
  });
  api.addKeyRoute([HttpMethod.DELETE], '/v1/permits/{permitId}', releasePermit);
}
