import * as z from 'zod';
import { SECRET_ARN_SUFFIX } from '../../template/name-resources.ts';
import { ANY_RESOURCE, type Call, localArn, type Need, need, operationOf } from '../need.ts';

const Body = z.looseObject({ SecretId: z.string().optional() });

export function secretsManagerNeeds(call: Call): Need[] {
  const { SecretId } = Body.parse(JSON.parse(call.body));
  return [need(`secretsmanager:${operationOf(call)}`, secretArn(SecretId))];
}

/** A name stands for the ARN with the suffix that Secrets Manager has appended. */
function secretArn(id: string | undefined): string {
  if (id === undefined) return ANY_RESOURCE;
  return id.startsWith('arn:')
    ? id
    : localArn('secretsmanager', `secret:${id}-${SECRET_ARN_SUFFIX}`);
}
