import * as z from 'zod';

/**
 * What a key may do: ask; send; read the suppression list; record what persons said elsewhere, one by one or in
 * bulk; make unsubscribe links for mail sent elsewhere; claim permits; see addresses beside suppressions.
 */
export const ApiScope = z.enum([
  'check',
  'send',
  'suppressions',
  'record',
  'import',
  'links',
  'permits',
  'addresses',
]);
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

/** What the authorizer tells of the client's rate: of `limit` requests a window, `remaining` until `reset` seconds. */
export const ClientRate = z.object({
  limit: z.int().min(1),
  remaining: z.int().min(0),
  reset: z.int().min(1),
  limited: z.boolean(),
});
export type ClientRate = z.infer<typeof ClientRate>;
