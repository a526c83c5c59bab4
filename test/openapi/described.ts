import { registerSchema, validate } from '@hyperjump/json-schema/openapi-3-1';
import type { oas31 } from 'zod-openapi';

const META_SCHEMA = 'https://spec.openapis.org/oas/3.1/schema-base';
type Json = Parameters<Awaited<ReturnType<typeof validate>>>[0];

export const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;

/** One operation of a document, as the gateway names its route. */
export type Described = { route: string; operation: oas31.OperationObject; pointer: string };

/** Every operation. The gateway's own `{token+}` is `{token}` here. */
export function describedIn({ paths = {} }: oas31.OpenAPIObject): Described[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const pointer = `/paths/${pointerPart(path)}/${method}`;
      return [{ route: `${method.toUpperCase()} ${path}`, operation, pointer }];
    }),
  );
}

export const routeOf = (key: string) => key.replace('+}', '}');

/** RFC 6901. */
const pointerPart = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** What the document breaks of OpenAPI 3.1, its schemas included; null if nothing. */
export async function faultsOf(document: unknown): Promise<unknown> {
  const output = await validate(META_SCHEMA, asJson(document), 'BASIC');
  return output.valid ? null : output;
}

let registered = 0;

/** Whether a value is as a schema of the document says, which is named by its pointer. */
export function validatorsOf(document: oas31.OpenAPIObject) {
  const uri = `https://openapi.example.com/${registered++}.json`;
  registerSchema(JSON.parse(JSON.stringify({ ...document, $schema: META_SCHEMA })), uri);
  const known = new Map<string, ReturnType<typeof validate>>();
  return async (pointer: string, value: unknown): Promise<boolean> => {
    const found = known.get(pointer) ?? validate(`${uri}#${encodeURI(pointer)}`);
    known.set(pointer, found);
    return (await found)(asJson(value)).valid;
  };
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value));

type Answer = { status: number; headers: Record<string, string>; body: string };

/** Says how an answer is not what the document tells of its route; undefined if it is. */
export function answerJudge(document: oas31.OpenAPIObject) {
  const isValid = validatorsOf(document);
  const operations = new Map(describedIn(document).map((one) => [one.route, one]));
  return async (key: string, { status, headers, body }: Answer): Promise<string | undefined> => {
    const described = operations.get(routeOf(key));
    const response = described?.operation.responses?.[status] as oas31.ResponseObject | undefined;
    if (!described || !response) return `${key}: ${status} is not described`;
    const missing = Object.keys(response.headers ?? {}).filter(
      (name) => !headers[name.toLowerCase()],
    );
    const [type = ''] = (headers['content-type'] ?? '').split(';');
    const content = response.content ?? {};
    if (body === '' || described.route.startsWith('HEAD ')) {
      return missing.length > 0 ? `${key}: ${status} lacks ${missing.join(', ')}` : undefined;
    }
    if (!content[type]) return `${key}: ${status} as ${type} is not described`;
    // The gateway's own answers carry nothing of a door's.
    const isGateways = type === 'application/json' && status >= 400;
    if (missing.length > 0 && !isGateways) return `${key}: ${status} lacks ${missing.join(', ')}`;
    if (!type.endsWith('json')) return undefined;
    const at = `${described.pointer}/responses/${status}/content/${pointerPart(type)}/schema`;
    if (await isValid(at, JSON.parse(body))) return undefined;
    return `${key}: ${status} is not as described: ${body.slice(0, 200)}`;
  };
}
