import * as z from 'zod';
import {
  ANY_RESOURCE,
  type Call,
  type Context,
  localArn,
  type Need,
  need,
  operationOf,
} from '../need.ts';

const Body = z.looseObject({
  KeyId: z.string().optional(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});

export function kmsNeeds(call: Call): Need[] {
  const { KeyId, EncryptionContext } = Body.parse(JSON.parse(call.body));
  return [need(`kms:${operationOf(call)}`, keyArn(KeyId), contextOf(EncryptionContext))];
}

function keyArn(id: string | undefined): string {
  if (id === undefined) return ANY_RESOURCE;
  return localArn('kms', /^(?:alias\/|arn:)/.test(id) ? id : `key/${id}`);
}

function contextOf(encryption: Readonly<Record<string, string>>): Context {
  const entries = Object.entries(encryption);
  if (entries.length === 0) return {};
  return {
    'kms:EncryptionContextKeys': entries.map(([key]) => key),
    ...Object.fromEntries(entries.map(([key, value]) => [`kms:EncryptionContext:${key}`, [value]])),
  };
}
