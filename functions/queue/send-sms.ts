import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, SendSmsEnv } from '../../shared/env.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { prepareText } from '../../shared/sending/prepare-text.ts';
import { sender } from '../../shared/sending/sender.ts';

const env = loadEnv(SendSmsEnv);
const database = dynamo();
const prepare = prepareText(database, env, catalogue, linkKeys(env));

/** Queue of texts: each passes the gate on its own, or does not leave. */
export const handler = sender({ channel: 'sms', dynamo: database, env, catalogue, prepare });
