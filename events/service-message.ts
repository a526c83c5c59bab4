import * as z from 'zod';
import { ContactId } from './scope.ts';

const shared = {
  version: z.literal(1),
  contactId: ContactId,
  /** When it was asked for: an answer that comes a day late is none. */
  askedAt: z.iso.datetime(),
};

/**
 * What this service writes to somebody by itself, and only because they asked: no marketing. Ids only; the
 * address is read from the sealed evidence when it is sent.
 * `confirmation`: a link to confirm what the event at `seq` asks for. `preferences`: a link to see and change what
 * is on record, in the language that it was asked for in.
 */
export const ServiceMessage = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('confirmation'), seq: z.int().min(1) }),
  z.strictObject({
    ...{ ...shared, kind: z.literal('preferences') },
    locale: z.string().regex(/^[a-z]{2}-[A-Z]{2}$/),
  }),
]);
export type ServiceMessage = z.infer<typeof ServiceMessage>;
