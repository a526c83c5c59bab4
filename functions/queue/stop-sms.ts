import type { SQSEvent } from 'aws-lambda';
import { catalogue } from '../../shared/catalogue.ts';
import { rulesOf } from '../../shared/domain/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, StopSendsEnv } from '../../shared/env.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { stopSends } from '../../shared/sending/stop-sends.ts';

const env = loadEnv(StopSendsEnv);
const ports = {
  channel: 'sms',
  dynamo: dynamo(),
  env,
  measure: metricsOf(env.ENVIRONMENT),
  rules: rulesOf(catalogue, env),
} as const;

/** The SMS sender's own update queue: messages that wait for someone who has left are dropped at once. */
export const handler = (event: SQSEvent) => stopSends(ports, event);
