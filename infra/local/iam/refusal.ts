import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT } from '../aws-local.ts';
import { escapeXml } from '../escape-xml.ts';
import type { LocalFunction } from '../template/read-stack.ts';
import type { Need } from './need.ts';

/** How the services of one protocol say no. */
export type Refusal = (
  code: 'AccessDenied' | 'UnknownCaller',
  message: string,
) => {
  status: number;
  contentType: string;
  body: string;
};

export const jsonRefusal: Refusal = (code, Message) => ({
  status: 400,
  contentType: 'application/x-amz-json-1.0',
  body: JSON.stringify({ __type: `com.amazon.coral.service#${JSON_CODES[code]}`, Message }),
});

const JSON_CODES = {
  AccessDenied: 'AccessDeniedException',
  UnknownCaller: 'UnrecognizedClientException',
};

export const queryRefusal: Refusal = (code, message) => {
  const error = `<Error><Type>Sender</Type>${codeAndMessage(QUERY_CODES[code], message)}</Error>`;
  const body = `<ErrorResponse>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return { status: 403, contentType: 'text/xml', body };
};

const QUERY_CODES = { AccessDenied: 'AccessDenied', UnknownCaller: 'InvalidClientTokenId' };

export const s3Refusal: Refusal = (code, message) => ({
  status: 403,
  contentType: 'application/xml',
  body: `<Error>${codeAndMessage(S3_CODES[code], message)}<RequestId>${randomUUID()}</RequestId></Error>`,
});

const S3_CODES = { AccessDenied: 'AccessDenied', UnknownCaller: 'InvalidAccessKeyId' };

/** AWS's own sentence: who, which action, on what, and why not. */
export function notAuthorized(
  fn: LocalFunction,
  { action, resource }: Need,
  explicitly: boolean,
): string {
  const who = `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/${fn.role.name}/${fn.name}`;
  const why = explicitly
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

function codeAndMessage(code: string, message: string): string {
  return `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
}
