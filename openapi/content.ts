import type * as z from 'zod';
import type { oas31, ZodOpenApiContentObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { sample } from './sample.ts';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** A JSON body, shown by the samples of these names. */
export function json(schema: z.ZodType, ...samples: string[]): ZodOpenApiContentObject {
  return { 'application/json': { schema, examples: examplesOf(samples) } };
}

/** `verdict/check-request.json` is shown as `check-request`. */
export function examplesOf(samples: readonly string[]): oas31.ExamplesObject {
  const named = samples.map((name) => [name.split('/').at(-1), { value: sample(name) }]);
  return Object.fromEntries(named);
}

/** A page for a person, to be shown as it is. */
export const page = (description: string): ZodOpenApiResponseObject => ({
  description,
  content: { 'text/html': { schema: { type: 'string' } } },
});
