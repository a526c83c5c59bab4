import { catalogue } from '../../shared/catalogue.ts';
import { isTexted } from '../../shared/domain/phone-number.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, SendServiceTextEnv } from '../../shared/env.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { sendTextMessage } from '../../shared/sending/sms-provider.ts';
import { textOf } from '../../shared/service-messages/letters.ts';
import type { ServicePorts } from '../../shared/service-messages/send-service-message.ts';
import { serviceSender } from '../../shared/service-messages/service-sender.ts';

const env = loadEnv(SendServiceTextEnv);
const keys = linkKeys(env);

const prepare: ServicePorts['prepare'] = async (letter) => {
  const sender = catalogue.service.text;
  if (!sender) throw new Error('the catalogue names no sender of texts');
  const mint = { ring: await keys(), deployment: env, now: new Date() };
  const body = textOf(catalogue, letter, sender.name, mint);
  const text = {
    ...{ from: sender.originationIdentity, to: letter.to, body },
    ...{ type: 'TRANSACTIONAL' as const, context: { kind: letter.message.kind } },
  };
  return (signal) => sendTextMessage(env.SMS_CONFIGURATION_SET, text, signal);
};

/** Queue of what the service itself writes by text, to those who asked for it. */
export const handler = serviceSender('sms', dynamo(), env, {
  isReached: (to) => isTexted(catalogue.textedCountries, to),
  prepare,
});
