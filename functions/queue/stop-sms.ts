import type { SQSEvent } from 'aws-lambda';
import { catalogue } from '../../shared/catalogue.ts';
import { rulesOf } from '../../shared/domain/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, StopSendsEnv } from '../../shared/env.ts';
import { stopSends } from '../../shared/sending/stop-sends.ts';

const env = loadEnv(StopSendsEnv);
const database = dynamo();
const rules = rulesOf(catalogue, env);

/** The SMS sender's own update queue: messages that wait for someone who has left are dropped at once. */
export const handler = (event: SQSEvent) => stopSends(database, env, rules, event);
