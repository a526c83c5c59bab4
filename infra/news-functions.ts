import type { Construct } from 'constructs';
import { ProjectSuppressionsEnv, RouteEnv, StopSendsEnv } from '../shared/env.ts';
import { ConsentFunction } from './consent-function.ts';
import { allowHold } from './gate-grants.ts';
import { allowOnTable, allowQueryOnIndex, allowSendMessage } from './grants.ts';
import type { Parts } from './parts.ts';
import { SENDS_BY_CONTACT_INDEX } from './stores.ts';
import { readStream } from './stream-reader.ts';
import type { WorkQueue } from './work-queue.ts';

/** The ledger's news: from its stream to a queue per listener, and to the listeners. */
export function addNewsFunctions(scope: Construct, parts: Parts): void {
  addRoute(scope, parts);
  const { emailUpdates, environment, smsUpdates, stores, suppressionUpdates } = parts;

  const projectSuppressions = new ConsentFunction(scope, 'ProjectSuppressions', {
    entry: 'functions/queue/project-suppressions.ts',
    env: ProjectSuppressionsEnv,
    environment: {
      ENVIRONMENT: environment,
      GATE_TABLE: stores.gate.tableName,
      SUPPRESSION_TABLE: stores.suppression.tableName,
    },
    timeoutSeconds: suppressionUpdates.consumerTimeoutSeconds,
    grants: [allowOnTable(stores.gate, 'GetItem'), allowOnTable(stores.suppression, 'UpdateItem')],
  });
  suppressionUpdates.deliverTo(projectSuppressions);

  addStop(scope, parts, { id: 'StopEmail', entry: 'functions/queue/stop-email.ts' }, emailUpdates);
  addStop(scope, parts, { id: 'StopSms', entry: 'functions/queue/stop-sms.ts' }, smsUpdates);
}

/** Each sender hears the news from a queue of its own, and drops what waits for those who have left. */
function addStop(
  scope: Construct,
  { environment, gateState, stores }: Parts,
  { id, entry }: { id: string; entry: `functions/queue/${string}.ts` },
  updates: WorkQueue,
): void {
  const stop = new ConsentFunction(scope, id, {
    entry,
    env: StopSendsEnv,
    environment: {
      ENVIRONMENT: environment,
      GATE_STATE: gateState,
      GATE_TABLE: stores.gate.tableName,
      SENDS_TABLE: stores.sends.tableName,
      SENDS_BY_CONTACT_INDEX,
    },
    timeoutSeconds: updates.consumerTimeoutSeconds,
    grants: [
      allowOnTable(stores.gate, 'GetItem'),
      allowQueryOnIndex(stores.sends, SENDS_BY_CONTACT_INDEX),
      allowOnTable(stores.sends, 'UpdateItem'),
    ],
  });
  updates.deliverTo(stop);
}

function addRoute(scope: Construct, parts: Parts): void {
  const { emailUpdates, environment, serviceEmails, serviceTexts, smsUpdates, stores } = parts;
  const { suppressionUpdates } = parts;
  const route = new ConsentFunction(scope, 'Route', {
    entry: 'functions/stream/route.ts',
    env: RouteEnv,
    environment: {
      ENVIRONMENT: environment,
      GATE_TABLE: stores.gate.tableName,
      SUPPRESSION_QUEUE_URL: suppressionUpdates.queue.queueUrl,
      EMAIL_UPDATE_QUEUE_URL: emailUpdates.queue.queueUrl,
      SMS_UPDATE_QUEUE_URL: smsUpdates.queue.queueUrl,
      SERVICE_EMAIL_QUEUE_URL: serviceEmails.queue.queueUrl,
      SERVICE_TEXT_QUEUE_URL: serviceTexts.queue.queueUrl,
    },
    timeoutSeconds: 30,
    grants: [
      allowSendMessage(
        ...[suppressionUpdates.queue, emailUpdates.queue, smsUpdates.queue],
        ...[serviceEmails.queue, serviceTexts.queue],
      ),
      allowHold(stores.gate),
    ],
  });
  readStream(route, stores.ledger, stores.routeFailures);
}
