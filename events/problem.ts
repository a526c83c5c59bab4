import * as z from 'zod';
import { Reason } from './verdict.ts';

/** A fault at one field. */
export const FieldFault = z.strictObject({
  detail: z.string().describe('What is wrong, in words that a person can act on.'),
  pointer: z
    .string()
    .describe('Where: an RFC 6901 JSON pointer as a URI fragment, like `#/recipients/0/to`.'),
});

/** RFC 9457 problem details. */
export const Problem = z.strictObject({
  type: z
    .string()
    .describe('Which problem it is: tell problems apart by this, not by their words.'),
  title: z.string(),
  status: z.int().describe('The HTTP status once more.'),
  detail: z.string().describe('What is wrong this time, and what to do about it.'),
  reason: Reason.optional().describe('Why a permit was refused.'),
  errors: z.array(FieldFault).optional().describe('Each faulty field, the first 50 of them.'),
});
export type Problem = z.infer<typeof Problem>;
