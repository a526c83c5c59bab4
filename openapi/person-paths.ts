import * as z from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject,
} from 'zod-openapi';
import { FormDefinition, FormReceipt, FormSubmission } from '../events/form.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { LeaveReason } from '../shared/pages/leave-form.ts';
import { examplesOf, json, page } from './content.ts';
import { headerRef } from './headers.ts';
import { GATEWAY_CONTENT, problems } from './problems.ts';

const tags = ['persons'];
const open = (codes: readonly ErrorCode[]) => problems(codes, { isKeyed: false });

const form = z.object({ formId: z.string().describe('A form of the catalogue.') });
const FORM_TYPE = 'application/x-www-form-urlencoded';

const SUBMISSIONS = [
  'form/form-submission',
  'form/form-submission.several-contact-points',
  'form/form-submission.nothing-ticked',
];

const RECEIVED = 'Received: the same answer for whoever it is. Form posts get it as a page.';
const NOT_YET =
  'Objections safely received, and not yet in force: the database is away. Form posts get it as a page.';

const HEAD = 'The same without the page: no answer to it has a body.';

/** What a posted link may say; anything else says no more. */
const Posted = z.object({
  'List-Unsubscribe': z.literal('One-Click').optional().describe('As mail programs post it.'),
  stop: z
    .literal('everything')
    .optional()
    .describe('All marketing, here and at every contact point that was named together with it.'),
  reason: LeaveReason.optional().describe('Why, of which only the count is kept.'),
});

/** Instead of a page; after it nothing is known, as with any answer of the gateway's. */
const orGateway = (response: ZodOpenApiResponseObject): ZodOpenApiResponseObject => ({
  ...response,
  content: { ...response.content, ...GATEWAY_CONTENT },
});

/** What a company's pages and a person's mail program use. No key is asked for. */
export const personPaths: ZodOpenApiPathsObject = {
  '/v1/forms/{formId}': {
    get: {
      ...{ operationId: 'getForm', tags, security: [] },
      summary: 'What a signup form shows: its notice, the wording of each choice, and a token.',
      description: 'Fetch it anew for each person, and show it word by word.',
      requestParams: {
        path: form,
        query: z.object({
          locale: z.string().optional().describe('Like `cy-GB`; else the catalogue’s own.'),
        }),
      },
      responses: {
        200: { description: 'The form.', content: json(FormDefinition, 'form/form-definition') },
        ...open(['not_found']),
      },
    },
  },
  '/v1/forms/{formId}/consents': {
    post: {
      ...{ operationId: 'submitForm', tags, security: [] },
      summary: 'A person’s choices, from a page of the company.',
      description:
        'As JSON, or as a browser posts a form (then every answer is a page). The `Origin` must be one that the catalogue lists. A token is good for one submission; the same one sent again counts once. Nothing ticked records nothing.',
      requestParams: {
        path: form,
        header: z.object({ Origin: z.string().describe('Where the page lies. Browsers send it.') }),
      },
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: FormSubmission, examples: examplesOf(SUBMISSIONS) },
          [FORM_TYPE]: { schema: FormSubmission },
        },
      },
      responses: withPages({
        200: { description: RECEIVED, content: json(FormReceipt, 'form/form-receipt') },
        202: { description: NOT_YET, content: json(FormReceipt, 'form/form-receipt') },
        ...open([
          ...(['malformed', 'invalid', 'too_large', 'unsupported_media_type'] as const),
          ...(['not_found', 'origin_refused', 'form_token_invalid', 'unavailable'] as const),
        ]),
      }),
    },
  },
  '/u/{token}': {
    get: look('lookAtLink', 'The page with the buttons. It changes nothing, whoever looks.'),
    head: look('peekAtLink', HEAD),
    post: {
      ...{ operationId: 'unsubscribe', tags, security: [] },
      summary: 'Any POST unsubscribes (RFC 8058).',
      description:
        'Whatever the body says, and also without one. Answered once nothing that the link covers can start any more.',
      requestParams: { path: z.object({ token: z.string() }) },
      requestBody: { required: false, content: { [FORM_TYPE]: { schema: Posted } } },
      responses: {
        200: page('Unsubscribed.'),
        202: page('Received, and not yet in force: the database is away.'),
        404: page('No such link: it was changed or cut on its way.'),
        ...failedPress({
          500: 'Not unsubscribed: something failed. Press once more.',
          503: 'Not unsubscribed yet. One-Click: received, and to be sent again until it is 200.',
        }),
      },
    },
    options: methods('askLinkMethods'),
  },
  '/c/{token}': {
    get: look('lookAtConfirmation', 'What was asked for, and the button. It changes nothing.'),
    head: look('peekAtConfirmation', HEAD),
    post: {
      ...{ operationId: 'confirm', tags, security: [] },
      summary: 'Grants what its own message asked for, unless the person has withdrawn since.',
      description:
        'The body says nothing. A link is good for what one message asked; from an expired one another message is sent, within the same budget as the first.',
      requestParams: { path: z.object({ token: z.string() }) },
      responses: {
        200: page('Confirmed, now or before; or void, since the person has withdrawn.'),
        202: page('The link has expired: another message is on its way, if the budget allows.'),
        404: page('No such link: it was changed or cut on its way.'),
        ...failedPress({
          500: 'Not confirmed: something failed. Press once more.',
          503: 'Not confirmed: press once more.',
        }),
      },
    },
    options: methods('askConfirmationMethods'),
  },
};

/** What the button of a page may come to, when it does not do what it says. */
function failedPress(says: Record<500 | 503, string>): Record<string, ZodOpenApiResponseObject> {
  return {
    429: orGateway({ description: 'The gateway is asked too much at once.' }),
    500: orGateway(page(says[500])),
    503: orGateway({
      ...page(says[503]),
      headers: { 'Retry-After': headerRef('RetryAfter') },
    }),
  };
}

function methods(operationId: string): ZodOpenApiOperationObject {
  return {
    ...{ operationId, tags, security: [] },
    summary: 'The methods of a link.',
    requestParams: { path: z.object({ token: z.string() }) },
    responses: { 204: { description: 'These.', headers: { Allow: headerRef('Allow') } } },
  };
}

function look(operationId: string, summary: string): ZodOpenApiOperationObject {
  return {
    ...{ operationId, tags, security: [], summary },
    requestParams: { path: z.object({ token: z.string() }) },
    responses: {
      200: page('A page with the buttons, or with what became of it.'),
      404: page('No such link: it was changed or cut on its way.'),
      429: orGateway({ description: 'The gateway is asked too much at once.' }),
      500: orGateway(page('Something failed.')),
      503: orGateway({ description: 'The gateway had no answer in time.' }),
    },
  };
}

/** Whoever posts a form as a browser does is answered with a page, whatever the answer. */
function withPages(
  responses: ZodOpenApiOperationObject['responses'],
): ZodOpenApiOperationObject['responses'] {
  const asPage = page('').content;
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      // Before any door there is only the gateway.
      status === '429' ? response : { ...response, content: { ...response.content, ...asPage } },
    ]),
  );
}
