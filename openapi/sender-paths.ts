import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { LinkAnswer, LinkRequest } from '../events/link.ts';
import { MessageAccepted, MessageRequest, MessageStatus } from '../events/message.ts';
import { PermitGranted, PermitRelease, PermitRequest } from '../events/permit.ts';
import { SuppressionPage } from '../events/suppression.ts';
import { CheckAnswer, CheckRequest } from '../events/verdict.ts';
import { json } from './content.ts';
import { keyed } from './keyed.ts';

const tags = ['senders'];

/** What systems that send use. */
export const senderPaths: ZodOpenApiPathsObject = {
  '/v1/checks': {
    post: keyed({
      ...{ operationId: 'check', tags, scope: 'check' },
      summary: 'May these people be contacted?',
      description:
        'Advice for planning, answered in order. It never permits a message: for that claim a permit, or hand the message over. Where the gate cannot be reached the answer is a no, with the reason `unavailable`.',
      requestBody: { required: true, content: json(CheckRequest, 'verdict/check-request') },
      answers: {
        200: {
          description: 'A verdict for each item.',
          content: json(CheckAnswer, 'verdict/check-answer'),
        },
      },
    }),
  },
  '/v1/permits': {
    post: keyed({
      ...{ operationId: 'claimPermit', tags, scope: 'permits' },
      summary: 'May this one message start, now?',
      description:
        'For each single message and recipient that another system sends. Anything but 201 means: do not send. A message id can be claimed but once, so there is no idempotency key: never send on a repeat. Release the permit as soon as the call is over; a withdrawal waits for it.',
      requestBody: { required: true, content: json(PermitRequest, 'permit/permit-request') },
      answers: {
        201: {
          description: 'Start this one message within its time.',
          content: json(PermitGranted, 'permit/permit-granted'),
        },
      },
      problems: ['send_refused', 'message_id_used', 'unavailable'],
    }),
  },
  '/v1/permits/{permitId}': {
    delete: keyed({
      ...{ operationId: 'releasePermit', tags, scope: 'permits' },
      summary: 'The call is over, or will never be made.',
      description: 'Releasing twice does no harm.',
      requestParams: { path: z.object({ permitId: z.string() }), query: PermitRelease },
      answers: { 204: { description: 'Released.' } },
      problems: ['invalid', 'not_found'],
    }),
  },
  '/v1/messages': {
    post: keyed({
      ...{ operationId: 'sendMessage', tags, scope: 'send', needsIdempotencyKey: true },
      summary: 'Send one content to at most 1,000 recipients, each through the gate.',
      description:
        'Accepted is not sent: each recipient passes the gate when its turn comes. The way out (an unsubscribe link with its headers, or a short link in a text) is added to every message.',
      requestBody: {
        required: true,
        content: json(MessageRequest, 'message/message-request', 'message/message-request.texts'),
      },
      answers: {
        202: {
          description: 'Taken, and what to ask for its outcomes.',
          content: json(MessageAccepted, 'message/message-accepted'),
        },
      },
      problems: ['idempotency_key_reused', 'unavailable'],
    }),
  },
  '/v1/messages/{messageId}': {
    get: keyed({
      ...{ operationId: 'getMessage', tags, scope: 'send' },
      summary: 'What became of a message, for each recipient and in sum.',
      description: 'Only the client that sent it sees it.',
      requestParams: { path: z.object({ messageId: z.string() }) },
      answers: {
        200: {
          description: 'The outcomes so far.',
          content: json(MessageStatus, 'message/message-status'),
        },
      },
      problems: ['not_found'],
    }),
  },
  '/v1/links': {
    post: keyed({
      ...{ operationId: 'makeLinks', tags, scope: 'links' },
      summary: 'Unsubscribe links and their headers for mail that another system sends.',
      description:
        'Answered in order. A link is no permission to send, and tells nothing of whether anybody is known. It works for ever.',
      requestBody: { required: true, content: json(LinkRequest, 'link/link-request') },
      answers: {
        200: {
          description: 'A link for each item, or why there is none.',
          content: json(LinkAnswer, 'link/link-answer'),
        },
      },
      problems: ['unavailable'],
    }),
  },
  '/v1/suppressions': {
    get: keyed({
      ...{ operationId: 'listSuppressions', tags, scope: 'suppressions' },
      summary: 'Who must not be contacted, page by page.',
      description:
        'At most 500 entries a page. With a key that also has the scope `addresses` each entry names its address, at most 100 a page; where addresses cannot be read just now, such a key gets 503 and no page, since a list with gaps would be taken for the whole.',
      requestParams: {
        query: z.object({
          after: z.string().optional().describe('The `next` of the page before.'),
        }),
      },
      answers: {
        200: {
          description: 'A page. It may be short, or empty: `next` alone tells the end.',
          content: json(
            SuppressionPage,
            'suppression/suppression-page',
            'suppression/suppression-page.with-addresses',
          ),
        },
      },
      problems: ['invalid', 'unavailable'],
    }),
  },
};
