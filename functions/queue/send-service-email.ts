import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, SendServiceEmailEnv } from '../../shared/env.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { sendRawEmail } from '../../shared/sending/ses-provider.ts';
import { emailOf } from '../../shared/service-messages/letters.ts';
import { renderServiceEmail } from '../../shared/service-messages/render-service-email.ts';
import type { ServicePorts } from '../../shared/service-messages/send-service-message.ts';
import { serviceSender } from '../../shared/service-messages/service-sender.ts';

const env = loadEnv(SendServiceEmailEnv);
const keys = linkKeys(env);

const prepare: ServicePorts['prepare'] = async (letter) => {
  const mint = { ring: await keys(), deployment: env, now: new Date() };
  const mime = await renderServiceEmail(catalogue, emailOf(catalogue, letter, mint));
  const email = { from: catalogue.service.email.address, to: letter.to, mime };
  return (signal) => sendRawEmail(env.SES_CONFIGURATION_SET, email, signal);
};

/** Queue of what the service itself writes by email, to those who asked for it. */
export const handler = serviceSender('email', dynamo(), env, { isReached: () => true, prepare });
