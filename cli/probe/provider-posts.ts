/** One way in which a mailbox provider may post (RFC 8058 §3.2), to the byte. */
export type ProviderPost = {
  name: string;
  rule: string;
  sent: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  why: string;
};

export const ONE_CLICK = 'List-Unsubscribe=One-Click';
export const FORM_ENCODED = { 'content-type': 'application/x-www-form-urlencoded' };
export const MULTIPART = {
  'content-type': 'multipart/form-data; boundary=---FormBoundaryjWmhtjORrn',
};

const PART = 'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n';
export const MULTIPART_BODY = `-----FormBoundaryjWmhtjORrn\r\n${PART}-----FormBoundaryjWmhtjORrn--\r\n`;
/** Each delimiter lacks the `--` that must lead it, so a parser finds no part in it. */
export const MULTIPART_AS_PRINTED = `---FormBoundaryjWmhtjORrn\r\n${PART}---FormBoundaryjWmhtjORrn--\r\n`;

export const FORM_POST: ProviderPost = {
  name: 'urlencoded',
  rule: 'OCU-8',
  sent: `POST, form-encoded, ${ONE_CLICK}`,
  headers: FORM_ENCODED,
  body: ONE_CLICK,
  why: 'This is what most mailbox providers send, without cookie, Origin or user agent.',
};

export const providerPosts: readonly ProviderPost[] = [
  FORM_POST,
  {
    name: 'multipart',
    rule: 'OCU-8',
    sent: 'POST, multipart',
    headers: MULTIPART,
    body: MULTIPART_BODY,
    why: 'RFC 8058 names multipart as the normal form.',
  },
  {
    name: 'as-printed',
    rule: 'OCU-12',
    sent: 'POST, multipart as misprinted in RFC 8058 §8.3',
    headers: MULTIPART,
    body: MULTIPART_AS_PRINTED,
    why: 'Who copied the example of the RFC sends a body that cannot be parsed.',
  },
  {
    name: 'empty',
    rule: 'OCU-12',
    sent: 'POST, no body, no content type',
    headers: {},
    why: 'The link alone says who and what; a body that got lost must not keep a person.',
  },
];
