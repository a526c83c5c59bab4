import * as z from 'zod';
import { ANY_RESOURCE, type Call, localArn, type Need, need, operationOf } from '../need.ts';

const Body = z.looseObject({ OriginationIdentity: z.string().optional() });

/** A text needs leave on whom it comes from; the ids and countries that AWS gives them are not known here. */
export function smsVoiceNeeds(call: Call): Need[] {
  const { OriginationIdentity: identity } = Body.parse(JSON.parse(call.body));
  const resource = identity === undefined ? ANY_RESOURCE : localArn('sms-voice', nameOf(identity));
  return [need(`sms-voice:${operationOf(call)}`, resource)];
}

function nameOf(identity: string): string {
  if (identity.startsWith('arn:')) return identity;
  if (identity.startsWith('pool-')) return `pool/${identity}`;
  if (identity.startsWith('phone-')) return `phone-number/${identity}`;
  return identity.startsWith('+') ? 'phone-number/local' : `sender-id/${identity}/GB`;
}
