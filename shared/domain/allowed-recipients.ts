import * as z from 'zod';
import type { ContactPoint } from './contact-point.ts';

const ANYONE = '*';

/**
 * Whom a deployment may write to: `*` anyone, `example.com` everybody at that domain, `*.example.com`
 * everybody below it, `jane@example.com` one person, `+447700900*` numbers by their beginning.
 */
export const RecipientPattern = z
  .string()
  .regex(/^(\*|(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+|[^\s@*]+@[a-z0-9.-]+|\+[1-9][0-9]{0,14}\*?)$/);

/** The patterns as a function's variable carries them: one after the other, with a space between. */
export const AllowedRecipients = z
  .string()
  .transform((text) => text.split(' '))
  .pipe(z.array(RecipientPattern).min(1));

/** A list cannot name a postal address: by post a deployment writes to anyone, or to nobody. */
export function isAllowedContact(
  patterns: readonly string[],
  { kind, address }: ContactPoint,
): boolean {
  return kind === 'postal' ? patterns.includes(ANYONE) : isAllowedRecipient(patterns, address);
}

/** `address` is canonical: an email address, or a number as E.164. */
export function isAllowedRecipient(patterns: readonly string[], address: string): boolean {
  return patterns.some((pattern) => pattern === ANYONE || matches(pattern, address));
}

function matches(pattern: string, address: string): boolean {
  if (pattern === address) return true;
  if (pattern.startsWith('+')) return pattern.endsWith('*') && isBelow(pattern, address);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return pattern.startsWith('*.') ? domain.endsWith(pattern.slice(1)) : pattern === domain;
}

const isBelow = (pattern: string, number: string) => number.startsWith(pattern.slice(0, -1));
