import * as z from 'zod';

export const Channel = z.enum(['email', 'sms', 'phone', 'post']);
export type Channel = z.infer<typeof Channel>;

/** What a consent belongs to; `sms` and `phone` share the phone contact point. */
export const ContactKind = z.enum(['email', 'phone', 'postal']);
export type ContactKind = z.infer<typeof ContactKind>;

/** First 16 bytes of a keyed hash, base64url: 22 characters, never an address. */
export const ContactId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
export type ContactId = z.infer<typeof ContactId>;

/** A purpose's id in the catalogue. */
export const Purpose = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
export type Purpose = z.infer<typeof Purpose>;

/** One channel and one purpose, written `email.newsletter`: what is granted and what is asked for. */
export const Scope = z.templateLiteral([Channel, '.', Purpose]);
export type Scope = z.infer<typeof Scope>;

/** What a withdrawal covers: one scope, a whole channel (`email.*`), or everything at the contact point (`*`). */
export const Cover = z.union([Scope, z.templateLiteral([Channel, '.*']), z.literal('*')]);
export type Cover = z.infer<typeof Cover>;
