import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { ConsentError, type FieldError, invalidFields } from '../errors.ts';

/** Well under Lambda's 6 MB for a synchronous call. */
const MAX_BODY_BYTES = 4_000_000;

/** Base64 or not, as API Gateway chose by content type. */
export function rawBody(event: APIGatewayProxyEventV2): string {
  const body = event.body ?? '';
  const text = event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new ConsentError('too_large', `A body may have at most ${MAX_BODY_BYTES} bytes.`);
  }
  return text;
}

/** The media type without its parameters, in lower case; empty if none was sent. */
export function mediaType(event: APIGatewayProxyEventV2): string {
  return (header(event, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

export function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  return event.headers[name];
}

/** Throws `unsupported_media_type` or `malformed`. */
export function jsonBody(event: APIGatewayProxyEventV2): unknown {
  if (mediaType(event) !== 'application/json') {
    throw new ConsentError('unsupported_media_type', 'Send the body as application/json.');
  }
  try {
    const text = rawBody(event);
    const body: unknown = JSON.parse(text);
    if (mayBeIllFormed(text)) refuseIllFormed(body);
    return body;
  } catch (cause) {
    if (cause instanceof ConsentError) throw cause;
    throw new ConsentError('malformed', 'The body is not valid JSON.', { cause });
  }
}

/** Decoded bytes are always well-formed: only an escape can smuggle half a character in. */
function mayBeIllFormed(text: string): boolean {
  return text.includes('\\u') || !text.isWellFormed();
}

/** A lone surrogate is no text: it could be neither hashed, stored nor sent. */
function refuseIllFormed(body: unknown): void {
  const path = illFormedPath(body);
  if (!path) return;
  throw new ConsentError('malformed', 'The body holds text that is not well-formed Unicode.', {
    errors: [faultAt(path, 'is not well-formed Unicode')],
  });
}

/**
 * Where half a character stands; where it stands in a name, the object that has it. Without recursion: a body can
 * nest deeper than the stack.
 */
function illFormedPath(body: unknown): string[] | null {
  const path: string[] = [];
  const open = [Object.entries({ body })[Symbol.iterator]()];
  for (let members = open.at(-1); members; members = open.at(-1)) {
    const next = members.next();
    if (next.done) {
      open.pop();
      path.pop();
      continue;
    }
    const [name, value] = next.value;
    if (!name.isWellFormed()) return path.slice(1);
    if (typeof value === 'string' && !value.isWellFormed()) return [...path, name].slice(1);
    if (typeof value === 'object' && value !== null) {
      path.push(name);
      open.push(Object.entries(value)[Symbol.iterator]());
    }
  }
  return null;
}

/** Repeated names become a list, as browsers send ticked boxes of one group. */
export function formBody(event: APIGatewayProxyEventV2): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawBody(event))) {
    const known = fields[name];
    fields[name] = known === undefined ? value : [known, value].flat();
  }
  return { ...fields };
}

/** Throws `invalid` with a pointer to every faulty field. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidFields(parsed.error.issues.flatMap(fieldErrors), parsed.error);
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [faultAt(issue.path, issue.message)];
  return issue.keys.map((key) =>
    faultAt([...issue.path, key], 'This field is not known here. Remove it.'),
  );
}

/** No field of ours has a longer name. An answer that repeated theirs could be too large to be delivered. */
const MAX_NAME_CHARACTERS = 64;

/** Nor does any lie deeper. */
const MAX_POINTER_PARTS = 32;

/** A field with too long a name is named by what it lies in, and so is one that lies too deep. */
function faultAt(path: readonly PropertyKey[], detail: string): FieldError {
  const near = path.slice(0, MAX_POINTER_PARTS);
  const long = near.findIndex((part) => String(part).length > MAX_NAME_CHARACTERS);
  if (long < 0) return { detail, pointer: pointerTo(near) };
  return {
    detail: `holds a field whose name has more than ${MAX_NAME_CHARACTERS} characters. Remove it.`,
    pointer: pointerTo(path.slice(0, long)),
  };
}

/** RFC 6901 in its URI fragment form. */
export function pointerTo(path: readonly PropertyKey[]): string {
  const parts = path.map((part) =>
    encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return ['#', ...parts].join('/');
}
