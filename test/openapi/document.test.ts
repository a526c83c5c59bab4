import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { oas31 } from 'zod-openapi';
import { ApiScope } from '../../events/api-key.ts';
import { apiDocument } from '../../openapi/document.ts';
import { errorCodes } from '../../shared/errors.ts';
import { readTargets } from '../garbage/targets.ts';
import { describedIn, faultsOf, routeOf, validatorsOf } from './described.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const document = apiDocument();
const described = describedIn(document);
const { routes } = readTargets();

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const parametersOf = ({ operation }: (typeof described)[number]) =>
  (operation.parameters ?? []) as oas31.ParameterObject[];

describe('the document', () => {
  test('is valid OpenAPI 3.1, with valid schemas', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(await faultsOf(document)).toBeNull();
  });

  test('would not pass with a fault in an operation or in a schema', async () => {
    const wrong: unknown[] = [structuredClone(document), structuredClone(document)];
    Object.assign((wrong[0] as oas31.OpenAPIObject).info, { title: 1 });
    Object.assign((wrong[1] as oas31.OpenAPIObject).components?.schemas?.CheckRequest ?? {}, {
      type: 'lists',
    });
    for (const one of wrong) expect(await faultsOf(one)).not.toBeNull();
  });

  test('is the one that is kept in docs: npm run openapi writes it', () => {
    expect(read('docs/openapi.json')).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  test('tells of every route that is deployed, and of nothing else', () => {
    const deployed = routes.map(({ key }) => routeOf(key));
    expect(described.map(({ route }) => route).toSorted()).toEqual(deployed.toSorted());
    const ids = described.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(described.length);
  });

  test('asks for a key with the scope that the door asks for, and for none where the route is open', () => {
    for (const { key, entry, identityHeaders } of routes) {
      const { operation } = described.find(({ route }) => route === routeOf(key)) ?? {};
      const [, scope = ''] = /requireCaller\(event, '(\w+)'\)/.exec(read(entry)) ?? [];
      const asked = identityHeaders.length > 0 ? [{ ApiKey: [ApiScope.parse(scope)] }] : [];
      expect({ key, asked: operation?.security }).toEqual({ key, asked });
    }
  });

  test('asks for an Idempotency-Key where the door does', () => {
    for (const { key, entry } of routes) {
      const one = described.find(({ route }) => route === routeOf(key));
      const isAsked = one && parametersOf(one).some(({ name }) => name === 'Idempotency-Key');
      expect({ key, isAsked }).toEqual({
        key,
        isAsked: /idempotencyKey\(event\)/.test(read(entry)),
      });
    }
  });

  test('lists every problem that there is, each at some route, with an example', () => {
    const text = JSON.stringify(document.paths);
    for (const code of errorCodes) {
      expect(text).toContain(`"urn:problem-type:prior-consent:${code}"`);
      expect(document.components?.examples).toHaveProperty(code);
    }
  });

  test('has no pattern but such as any reader of JSON Schema can compile', () => {
    const patterns = valuesOf(document, 'pattern');
    expect(patterns.length).toBeGreaterThan(10);
    for (const pattern of patterns) expect(() => new RegExp(String(pattern), 'u')).not.toThrow();
  });

  test('shows examples of example.com alone, beside the regulator’s own address, each as its schema says', async () => {
    const isValid = validatorsOf(document);
    const names =
      JSON.stringify(document).match(/(?<=@|https?:\/\/)[a-z0-9.-]+\.[a-z]{2,}/gi) ?? [];
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !/(^|\.)example\.com$|^ico\.org\.uk$/i.test(name))).toEqual([]);
    let shown = 0;
    for (const { pointer, value } of examplesIn(document)) {
      expect({ pointer, isValid: await isValid(pointer, value) }).toEqual({
        pointer,
        isValid: true,
      });
      shown++;
    }
    expect(shown).toBeGreaterThan(25);
  });
});

/** What stands under a name, wherever that is. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === name ? [member] : valuesOf(member, name),
  );
}

type Shown = { pointer: string; value: unknown };

/** Every example of a body, with the pointer to its schema. */
function examplesIn(value: unknown, pointer = ''): Shown[] {
  if (typeof value !== 'object' || value === null) return [];
  const { schema, examples = {} } = value as Record<string, object>;
  const own = Object.values(schema ? examples : {}).map((example) => ({
    pointer: `${pointer}/schema`,
    value: exampleValue(example),
  }));
  const inner = Object.entries(value).flatMap(([key, member]) =>
    examplesIn(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return [...own, ...inner];
}

function exampleValue(example: { value?: unknown; $ref?: string }): unknown {
  const name = example.$ref?.split('/').at(-1);
  if (name === undefined) return example.value;
  const shown = document.components?.examples?.[name];
  return shown && 'value' in shown ? shown.value : undefined;
}

describe('what a request must be is said by the schema that the door parses with', () => {
  let copy = '';
  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'prior-consent-openapi-'));
    for (const folder of ['events', 'shared', 'openapi', 'docs']) {
      cpSync(path.join(ROOT, folder), path.join(copy, folder), { recursive: true });
    }
    cpSync(path.join(ROOT, 'package.json'), path.join(copy, 'package.json'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** The schema that each door parses its body with, and where that stands. */
  const doors: [string, string, string, string][] = [
    ['POST /v1/checks', 'CheckRequest', 'events/verdict.ts', 'functions/http/check.ts'],
    ['POST /v1/permits', 'PermitRequest', 'events/permit.ts', 'functions/http/claim-permit.ts'],
    ['POST /v1/links', 'LinkRequest', 'events/link.ts', 'functions/http/make-links.ts'],
    [
      'POST /v1/messages',
      'MessageRequest',
      'events/message.ts',
      'functions/http/accept-message.ts',
    ],
    ['POST /v1/consents', 'ConsentSubmission', 'events/consent.ts', 'shared/record-consents.ts'],
    ['POST /v1/imports', 'ImportRequest', 'events/consent.ts', 'functions/http/import-consents.ts'],
    [
      ...(['POST /v1/forms/{formId}/consents', 'FormSubmission', 'events/form.ts'] as const),
      'functions/http/record-form-consent.ts',
    ],
  ];

  test('at every door that takes JSON', () => {
    const takers = described.filter(({ operation }) =>
      JSON.stringify(operation.requestBody ?? {}).includes('"application/json"'),
    );
    expect(takers.map(({ route }) => route).toSorted()).toEqual(
      doors.map(([route]) => route).toSorted(),
    );
  });

  test.each(doors)('%s: %s', (route, name, schemaFile, parser) => {
    expect(read(parser)).toMatch(new RegExp(`\\bparse\\(${name},`));
    const body = described.find((one) => one.route === route)?.operation.requestBody;
    const { content = {} } = body as oas31.RequestBodyObject;
    const $ref = `#/components/schemas/${name}`;
    for (const { schema } of Object.values(content)) expect(schema).toEqual({ $ref });

    // Another schema than the one that is parsed with would not change with it.
    const source = read(schemaFile);
    const declared = `export const ${name} = `;
    expect(source).toContain(declared);
    writeFileSync(
      path.join(copy, schemaFile),
      `${source.replace(declared, `const ${name}Before = `)}\n${declared}${name}Before.describe('changed by a test');\n`,
    );
    execFileSync(process.execPath, ['openapi/write.ts'], { cwd: copy });
    writeFileSync(path.join(copy, schemaFile), source);
    const written = JSON.parse(readFileSync(path.join(copy, 'docs/openapi.json'), 'utf8'));
    expect(written.components.schemas[name].description).toBe('changed by a test');
  });
});
