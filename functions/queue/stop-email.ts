import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, StopSendsEnv } from '../../shared/env.ts';
import { stopSends } from '../../shared/sending/stop-sends.ts';

const env = loadEnv(StopSendsEnv);

/** The email sender's own update queue: messages that wait for someone who has left are dropped at once. */
export const handler = stopSends({ channel: 'email', dynamo: dynamo(), env, catalogue });
