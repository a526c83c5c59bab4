import { Problem } from '../../events/problem.ts';
import type { BadRequest } from './bad-request.ts';
import { CANARY } from './canary.ts';
import type { Asked } from './garbage-world.ts';
import type { Write } from './network.ts';

/** What Lambda takes back for an answer. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/** What a bad request may leave behind, and why. */
const ALLOWED_WRITES: readonly { why: string; isSo(write: Write): boolean }[] = [
  {
    why: "the authorizer counts a client's requests, bad ones as well",
    isSo: ({ operation, body }) =>
      operation.endsWith('.UpdateItem') &&
      /"pk":\{"S":"REQUESTS#[a-z-]+"\},"sk":\{"S":"window"\}/.test(body),
  },
  {
    why: 'a message to a bad address is taken for its other recipients: that one is refused, without its address',
    isSo: ({ operation, body }) =>
      operation.endsWith('.PutItem') &&
      body.includes('careless#msg_') &&
      !body.includes('"queued"') &&
      !body.toLowerCase().includes(CANARY.word),
  },
  {
    why: 'the content of that message',
    isSo: ({ operation, body }) => operation.endsWith('.PutItem') && body.includes('"CONTENT#'),
  },
];

/** What is wrong with how it was answered; undefined if it was refused as it must be. */
export function faultOf(
  { expected, request }: BadRequest,
  { answer, writes }: Asked,
): string | undefined {
  const isForOthers = expected.is === 'answer' && request.path === '/v1/messages';
  const [, ...forOthers] = ALLOWED_WRITES;
  const allowed = isForOthers
    ? ALLOWED_WRITES
    : ALLOWED_WRITES.filter((one) => !forOthers.includes(one));
  const written = writes.find((write) => !allowed.some(({ isSo }) => isSo(write)));
  if (written) return `it wrote: ${written.operation} ${written.body.slice(0, 300)}`;
  if ('crashed' in answer) return `the handler threw: ${answer.crashed}`;
  const { status, headers, body } = answer;
  if (status >= 500) return `status ${status}`;
  if (Buffer.byteLength(body) > MAX_ANSWER_BYTES) return 'an answer that cannot be delivered';
  if (Object.values(headers).some((value) => /[\r\n]/.test(value))) return 'a header of two lines';
  if (expected.is === 'answer') return expected.faultOf(status, body);
  if (status < 400) return `taken: status ${status}`;
  switch (expected.is) {
    case 'turned away':
      // The gateway knows no problem documents.
      return /^(401|403) application\/json$/.test(`${status} ${headers['content-type']}`)
        ? undefined
        : `status ${status}, by a function`;
    case 'page':
      return pageFault(headers['content-type'], body, expected.pointer);
    case 'problem':
      return problemFault(headers['content-type'], body, expected);
  }
}

function problemFault(
  type: string | undefined,
  body: string,
  { pointer, word = '' }: { pointer?: string; word?: string },
) {
  if (type !== 'application/problem+json') return `answered as ${type}`;
  const problem = Problem.safeParse(JSON.parse(body));
  if (!problem.success) return 'no problem document';
  const { title, detail } = problem.data;
  if (!`${title} ${detail}`.includes(word)) return `${word} is not named: ${title}. ${detail}`;
  if (pointer === undefined) return undefined;
  const pointers = (problem.data.errors ?? []).map((error) => error.pointer);
  const isNamed = pointers.some((one) => one === pointer || one.startsWith(`${pointer}/`));
  return isNamed ? undefined : `${pointer} is not named: ${JSON.stringify(pointers).slice(0, 300)}`;
}

function pageFault(type: string | undefined, body: string, pointer: string | undefined) {
  if (!type?.startsWith('text/html')) return `answered as ${type}`;
  if (/<script>alert/.test(body)) return 'a page with what somebody sent in it';
  if (pointer === undefined) return undefined;
  const name = decodeURIComponent(pointer.slice('#/'.length));
  // What a person filled in is named by the link to its field; a token is nothing that they could mend.
  const isNamed =
    body.includes(`(${escaped(name)})`) ||
    new RegExp(`<li><a href="#[a-z]+-${RegExp.escape(name)}`).test(body) ||
    (name === 'formToken' && body.includes('role="status"'));
  return isNamed ? undefined : `${name} is not named on the page`;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
