import * as z from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathItemObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject,
} from 'zod-openapi';
import { Scope } from '../events/scope.ts';
import { LeaveReason } from '../shared/pages/leave-form.ts';
import { FORM_TYPE, page } from './content.ts';
import { headerRef } from './headers.ts';
import { GATEWAY_CONTENT } from './problems.ts';

const tags = ['persons'];
const linked = { path: z.object({ token: z.string() }) };

const HEAD = 'The same without the page: no answer to it has a body.';
const NO_SUCH_LINK = page('No such link: it was changed or cut on its way.');

/** What a posted link may say; anything else says no more. */
const Pressed = z.object({
  'List-Unsubscribe': z.literal('One-Click').optional().describe('As mail programs post it.'),
  stop: z
    .literal('everything')
    .optional()
    .describe('All marketing, here and at every contact point that was named together with it.'),
  send: z
    .literal('link')
    .optional()
    .describe('“I did not mean to”: a link to one’s own choices, to where the message went.'),
  reason: LeaveReason.optional().describe('Why, of which only the count is kept.'),
});

/** One contact point, as it was typed. */
const Typed = z.object({
  email: z.string().optional(),
  phone: z.string().optional().describe('Where the service can send texts.'),
});

/** What may be ticked and pressed on a preference page. */
const Choices = z.object({
  off: z.array(Scope).optional().describe('What to stop: each value a scope, like `email.offers`.'),
  on: z.array(Scope).optional().describe('What to start.'),
  seen: z.string().optional().describe('What the page has shown, sealed. Nothing starts without.'),
  stop: z
    .literal('everything')
    .optional()
    .describe('All marketing, at every linked contact point.'),
  send: z.literal('link').optional().describe('A fresh link, from a page that has expired.'),
});

/** What a person meets: a link's buttons, a confirmation, their own choices. No key is asked for. */
export const pagePaths: ZodOpenApiPathsObject = {
  '/u/{token}': {
    ...looks('Link', 'The page with the buttons. It changes nothing, whoever looks.'),
    post: {
      ...{ operationId: 'unsubscribe', tags, security: [] },
      summary: 'Any POST unsubscribes (RFC 8058).',
      description:
        'Whatever the body says, and also without one. Answered once nothing that the link covers can start any more.',
      requestParams: linked,
      requestBody: { required: false, content: { [FORM_TYPE]: { schema: Pressed } } },
      responses: {
        200: page('Unsubscribed.'),
        202: page('Received, and not yet in force, since the database is away; or a link is sent.'),
        404: NO_SUCH_LINK,
        ...failedPress({
          500: 'Not unsubscribed: something failed. Press once more.',
          503: 'Not unsubscribed yet. One-Click: received, and to be sent again until it is 200.',
        }),
      },
    },
  },
  '/c/{token}': {
    ...looks('Confirmation', 'What was asked for, and the button. It changes nothing.'),
    post: {
      ...{ operationId: 'confirm', tags, security: [] },
      summary: 'Grants what its own message asked for, unless the person has withdrawn since.',
      description:
        'The body says nothing. A link is good for what one message asked; from an expired one another message is sent, within the same budget as the first.',
      requestParams: linked,
      responses: {
        200: page('Confirmed, now or before; or void, since the person has withdrawn.'),
        202: page('The link has expired: another message is on its way, if the budget allows.'),
        404: NO_SUCH_LINK,
        ...failedPress({
          500: 'Not confirmed: something failed. Press once more.',
          503: 'Not confirmed: press once more.',
        }),
      },
    },
  },
  '/p': {
    get: look('lookAtAsking', 'Where a person asks for a link to their own choices.'),
    head: look('peekAtAsking', HEAD),
    options: methods('askAskingMethods'),
    post: {
      ...{ operationId: 'askForPreferences', tags, security: [] },
      summary: 'Mails or texts the link.',
      description:
        'The same answer, and as fast, whether the contact point is known or not. Nobody is sent many: what a budget does not allow is not sent, and the answer does not tell.',
      requestBody: { required: true, content: { [FORM_TYPE]: { schema: Typed } } },
      responses: {
        202: page('On its way, if it may be sent.'),
        422: page('Not an address or a number: the page again, with what was typed.'),
        ...failedPress({
          429: 'Too many links were asked for from one network: in an hour again.',
          500: 'Not asked for: something failed. Press once more.',
          503: 'Not asked for: press once more.',
        }),
      },
    },
  },
  '/p/{token}': {
    ...looks('Preferences', 'Every channel and purpose with its state. It changes nothing.'),
    post: {
      ...{ operationId: 'changePreferences', tags, security: [] },
      summary: 'Stops and starts what is ticked, or stops everything.',
      description:
        'What is written is what was ticked. From an expired link everything can still be stopped; nothing can be read or started.',
      requestParams: linked,
      requestBody: { required: true, content: { [FORM_TYPE]: { schema: Choices } } },
      responses: {
        200: page('What has changed, and how far that has travelled.'),
        202: page('Received and not yet in force, since the database is away; or a link is sent.'),
        404: NO_SUCH_LINK,
        422: page('Nothing was ticked: the page again.'),
        ...failedPress({
          500: 'Not changed: something failed. Press once more.',
          503: 'Not changed, or not all of it: press once more.',
        }),
      },
    },
  },
};

/** Instead of a page; after it nothing is known, as with any answer of the gateway's. */
function orGateway(response: ZodOpenApiResponseObject): ZodOpenApiResponseObject {
  return { ...response, content: { ...response.content, ...GATEWAY_CONTENT } };
}

/** What the button of a page may come to, when it does not do what it says. */
function failedPress(
  says: Record<500 | 503, string> & { 429?: string },
): Record<string, ZodOpenApiResponseObject> {
  return {
    429: orGateway(
      says[429] ? page(says[429]) : { description: 'The gateway is asked too much at once.' },
    ),
    500: orGateway(page(says[500])),
    503: orGateway({
      ...page(says[503]),
      headers: { 'Retry-After': headerRef('RetryAfter') },
    }),
  };
}

/** The three methods of a link that only look. */
function looks(name: string, summary: string): ZodOpenApiPathItemObject {
  return {
    get: linkedLook(`lookAt${name}`, summary),
    head: linkedLook(`peekAt${name}`, HEAD),
    options: { ...methods(`ask${name}Methods`), requestParams: linked },
  };
}

function methods(operationId: string): ZodOpenApiOperationObject {
  return {
    ...{ operationId, tags, security: [] },
    summary: 'The methods of a link.',
    responses: { 204: { description: 'These.', headers: { Allow: headerRef('Allow') } } },
  };
}

function look(operationId: string, summary: string): ZodOpenApiOperationObject {
  return {
    ...{ operationId, tags, security: [], summary },
    responses: {
      200: page('A page with the buttons, or with what became of it.'),
      429: orGateway({ description: 'The gateway is asked too much at once.' }),
      500: orGateway(page('Something failed.')),
      503: orGateway(page('Something is away, or the gateway had no answer in time.')),
    },
  };
}

function linkedLook(operationId: string, summary: string): ZodOpenApiOperationObject {
  const { responses, ...rest } = look(operationId, summary);
  return { ...rest, requestParams: linked, responses: { ...responses, 404: NO_SUCH_LINK } };
}
