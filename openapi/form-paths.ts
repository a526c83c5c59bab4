import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { FormDefinition, FormReceipt, FormSubmission } from '../events/form.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { examplesOf, FORM_TYPE, json, page } from './content.ts';
import { problems } from './problems.ts';

const tags = ['persons'];
const open = (codes: readonly ErrorCode[]) => problems(codes, { isKeyed: false });

const form = z.object({ formId: z.string().describe('A form of the catalogue.') });
const inLocale = z.object({
  locale: z.string().optional().describe('Like `cy-GB`; else the catalogue’s own.'),
});

const SUBMISSIONS = [
  'form/form-submission',
  'form/form-submission.several-contact-points',
  'form/form-submission.nothing-ticked',
];

const RECEIVED = 'Received: the same answer for whoever it is. Form posts get it as a page.';
const NOT_YET =
  'Objections safely received, and not yet in force: the database is away. Form posts get it as a page.';

/** What a company's signup pages use. No key is asked for. */
export const formPaths: ZodOpenApiPathsObject = {
  '/v1/forms/{formId}': {
    get: {
      ...{ operationId: 'getForm', tags, security: [] },
      summary: 'What a signup form shows: its notice, the wording of each choice, and a token.',
      description: 'Fetch it anew for each person, and show it word by word.',
      requestParams: { path: form, query: inLocale },
      responses: {
        200: { description: 'The form.', content: json(FormDefinition, 'form/form-definition') },
        ...open(['not_found']),
      },
    },
  },
  '/v1/forms/{formId}/embed': {
    get: {
      ...{ operationId: 'embedForm', tags, security: [] },
      summary: 'The same form as markup: one `<form>`, to include in a page as it is served.',
      description:
        'Fetch it anew for each person. Its token is good for one submission; a form that lies in a static page gets a fresh one by the script that `consent form` prints.',
      requestParams: { path: form, query: inLocale },
      responses: { 200: page('A `<form>`, and nothing around it.'), ...open(['not_found']) },
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
};

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
