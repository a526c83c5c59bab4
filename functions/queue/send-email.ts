import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, SendEmailEnv } from '../../shared/env.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { prepareEmail } from '../../shared/sending/prepare-email.ts';
import { sender } from '../../shared/sending/sender.ts';

const env = loadEnv(SendEmailEnv);
const database = dynamo();
const prepare = prepareEmail(database, env, catalogue, linkKeys(env));

/** Queue of emails: each passes the gate on its own, or does not leave. */
export const handler = sender({ channel: 'email', dynamo: database, env, catalogue, prepare });
