import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { likelyMeant } from '../domain/likely-typo.ts';

/** What a person typed into one of the two forms. */
export type Typed = { field: 'email' | 'phone'; value: string };

const LOOK_BYTES = 4_096;

/** A number counts only where texts are sent. What cannot be read was not typed; what is too long is not cut to fit. */
export function readTyped(
  { body = '', isBase64Encoded }: APIGatewayProxyEventV2,
  sendsTexts: boolean,
): Typed {
  const encoding = isBase64Encoded ? 'base64' : 'utf8';
  const start = Buffer.from(body.slice(0, LOOK_BYTES), encoding).toString();
  const fields = new URLSearchParams(start);
  const field = sendsTexts && fields.has('phone') ? 'phone' : 'email';
  return { field, value: (fields.get(field) ?? '').toWellFormed() };
}

/** FRM-3: a likely slip in an address is asked about, and let through. */
export function doubtOf(
  ask: (typed: string, meant: string) => string,
  address: string,
): string | undefined {
  const meant = likelyMeant(address);
  return meant === null ? undefined : ask(address, meant);
}
