import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Command, InvalidArgumentError } from 'commander';
import { ContactId } from '../events/scope.ts';
import { CANARY_KEY, canaryOf } from '../shared/domain/canary.ts';
import { contactIdOf } from '../shared/domain/contact-id.ts';
import type { ContactPoint } from '../shared/domain/contact-point.ts';
import { canonicalEmail } from '../shared/domain/email-address.ts';
import { canonicalPhone } from '../shared/domain/phone-number.ts';
import { canonicalPostal } from '../shared/domain/postal-address.ts';
import { type Dynamo, dynamo } from '../shared/dynamo.ts';
import { contactKeys } from '../shared/secrets.ts';
import { readAddress } from './input.ts';
import { resolveTarget, type TargetOptions } from './target.ts';

export type WhoseOptions = TargetOptions & { address?: string; contact?: string };

export function withWhose(command: Command): Command {
  return command
    .option(
      '--address <address>',
      'whose: an email address, phone number or postal address; - reads it',
    )
    .option('--contact <id>', 'whose, by contact id');
}

export const isWhoseGiven = ({ address, contact }: WhoseOptions) =>
  address !== undefined || contact !== undefined;

/** The contact id that the options name; an address is hashed under the deployment's own pepper. */
export async function contactOf(options: WhoseOptions): Promise<ContactId> {
  const { address, contact } = options;
  const given = ContactId.safeParse(contact);
  if (given.success) return given.data;
  const point = address === undefined ? null : pointOf(readAddress(address));
  if (!point) throw new InvalidArgumentError('Say whose: --address ADDRESS or --contact ID.');
  const target = resolveTarget(options, ['PEPPER_SECRET_ID', 'LEDGER_TABLE']);
  const { pepper, canary } = await readPepper(dynamo(), target);
  if (canary === 'other') {
    throw new Error(
      'The pepper is not the one that this ledger was begun with: nobody can be found.',
    );
  }
  return contactIdOf(pepper, point.kind, point.address);
}

/** No spelling is an address of two kinds. */
export function pointOf(raw: string): ContactPoint | null {
  const email = canonicalEmail(raw);
  if (email) return { kind: 'email', address: email };
  const phone = canonicalPhone(raw);
  if (phone) return { kind: 'phone', address: phone.e164 };
  const postal = canonicalPostal(raw);
  return postal === null ? null : { kind: 'postal', address: postal };
}

type PepperEnv = { PEPPER_SECRET_ID: string; LEDGER_TABLE: string };

/** The pepper, and whether the ledger's canary knows it; `none` before the first event. */
export async function readPepper(
  database: Dynamo,
  env: PepperEnv,
): Promise<{ pepper: Uint8Array; canary: 'own' | 'other' | 'none' }> {
  const { pepper } = await contactKeys(env)();
  const { Item } = await database.send(
    new GetCommand({ TableName: env.LEDGER_TABLE, Key: CANARY_KEY, ConsistentRead: true }),
  );
  if (!Item) return { pepper, canary: 'none' };
  return { pepper, canary: Item.canary === canaryOf(pepper) ? 'own' : 'other' };
}
