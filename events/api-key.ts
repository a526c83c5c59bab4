import * as z from 'zod';

/** What a key may do: ask, send, read the suppression list, claim permits for sends of its own. */
export const ApiScope = z.enum(['check', 'send', 'suppressions', 'permits']);
export type ApiScope = z.infer<typeof ApiScope>;

/** The client's name in records, as given to `consent keys create`. */
export const ClientId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** An API key at rest: the secret itself is shown once and kept as a hash only. */
export const ApiKey = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{12}$/),
  clientId: ClientId,
  scopes: z.array(ApiScope).min(1),
  secretHash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** What the authorizer tells the doors of who is calling. */
export const Caller = z.object({
  clientId: ClientId,
  scopes: z
    .string()
    .transform((list) => list.split(' '))
    .pipe(z.array(ApiScope)),
});
export type Caller = z.infer<typeof Caller>;
