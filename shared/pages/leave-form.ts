import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';

/** Why somebody left, if they care to say: a closed list, so that nothing personal can be in it. */
export const LeaveReason = z.enum(['too-many', 'not-relevant', 'never-asked', 'other']);
export type LeaveReason = z.infer<typeof LeaveReason>;

const LOOK_BYTES = 4_096;

/**
 * What was posted to a link. Nothing in it can keep the link from doing what it does: a body that cannot be read,
 * as RFC 8058 §8.3 prints one, says nothing more.
 */
export function readPosted({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): {
  isOneClick: boolean;
  isEverything: boolean;
  reason: LeaveReason | undefined;
  /** "I did not mean to": wants a link to a page that can say yes again. */
  isMistake: boolean;
} {
  const encoding = isBase64Encoded ? 'base64' : 'utf8';
  const start = Buffer.from(body.slice(0, LOOK_BYTES), encoding).toString();
  const fields = new URLSearchParams(start);
  return {
    isOneClick: /One-Click/i.test(start),
    isEverything: fields.get('stop') === 'everything',
    isMistake: fields.get('send') === 'link',
    reason: LeaveReason.safeParse(fields.get('reason')).data,
  };
}
