import * as z from 'zod';

/** RFC 9457 problem details; `errors` point at each faulty field (RFC 6901 pointer as a URI fragment). */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.strictObject({ detail: z.string(), pointer: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
