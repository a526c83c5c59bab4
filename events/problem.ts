import * as z from 'zod';
import { Reason } from './verdict.ts';

/**
 * RFC 9457 problem details; `errors` point at each faulty field (RFC 6901 pointer as a URI fragment), `reason`
 * says why a permit was refused.
 */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  reason: Reason.optional(),
  errors: z.array(z.strictObject({ detail: z.string(), pointer: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
