import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allowRecordInGate } from './gate-grants.ts';
import { allowLedgerAppend, allowSealEvidence, allowSendMessage } from './grants.ts';
import type { Parts } from './parts.ts';

type LedgerParts = Pick<Parts, 'environment' | 'stores'>;
type RecordingParts = LedgerParts & Pick<Parts, 'withdrawalSpool'>;

/** What every function knows that reads or writes events with their evidence. */
export function ledgerVariables({ environment, stores }: LedgerParts) {
  return {
    ENVIRONMENT: environment,
    LEDGER_TABLE: stores.ledger.tableName,
    GATE_TABLE: stores.gate.tableName,
    OPERATIONS_TABLE: stores.operations.tableName,
    KEYS_TABLE: stores.keys.tableName,
    EVIDENCE_KEY_ID: stores.evidenceKey.keyArn,
  };
}

/** What every function knows that records what people say. */
export function recordingVariables(parts: RecordingParts) {
  return {
    ...ledgerVariables(parts),
    WITHDRAWAL_SPOOL_URL: parts.withdrawalSpool.queue.queueUrl,
  };
}

/** And may do: append to the ledger, with the gate and the evidence, and spool what the store cannot take. */
export function recordingGrants({
  environment,
  stores,
  withdrawalSpool,
}: RecordingParts): PolicyStatement[] {
  return [
    ...allowLedgerAppend(stores.ledger),
    ...allowSealEvidence(stores.keys, stores.evidenceKey, environment),
    ...allowRecordInGate(stores.gate),
    allowSendMessage(withdrawalSpool.queue),
  ];
}

/** What every door knows that lets somebody have a link to their preferences sent. */
export const askingVariables = ({
  serviceEmails,
  serviceTexts,
}: Pick<Parts, 'serviceEmails' | 'serviceTexts'>) => ({
  SERVICE_EMAIL_QUEUE_URL: serviceEmails.queue.queueUrl,
  SERVICE_TEXT_QUEUE_URL: serviceTexts.queue.queueUrl,
});
