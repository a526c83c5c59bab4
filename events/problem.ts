import * as z from 'zod';
import { Reason } from './verdict.ts';

/** A fault at one field; `pointer` is an RFC 6901 JSON pointer as a URI fragment (`#/recipients/0/to`). */
export const FieldFault = z.strictObject({ detail: z.string(), pointer: z.string() });

/** RFC 9457 problem details; `errors` point at each faulty field, `reason` says why a permit was refused. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  reason: Reason.optional(),
  errors: z.array(FieldFault).optional(),
});
export type Problem = z.infer<typeof Problem>;
