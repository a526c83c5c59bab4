import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importGraph, outwardImports } from './import-graph.ts';

const ROOT = path.join(import.meta.dirname, '../..');

test('imports only point inwards', async () => {
  const graph = await importGraph(ROOT);
  expect(graph.length).toBeGreaterThan(300);
  expect(outwardImports(graph)).toEqual([]);
});

describe('an import that points outwards is caught', () => {
  let copy = '';
  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'prior-consent-imports-'));
    for (const folder of ['events', 'shared', 'functions', 'cli', 'infra', 'openapi']) {
      cpSync(path.join(ROOT, folder), path.join(copy, folder), { recursive: true });
    }
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const planted: [string, string, string][] = [
    [
      'events/scope.ts',
      "import { log } from '../shared/log.ts';\nlog('info', 'x');",
      'shared/log.ts',
    ],
    ['events/scope.ts', "import { v7 } from 'uuid';\nv7();", 'uuid'],
    ['shared/domain/gate.ts', "import type { Dynamo } from '../dynamo.ts';", 'shared/dynamo.ts'],
    [
      'shared/domain/gate.ts',
      "import { readFileSync } from 'node:fs';\nreadFileSync('x');",
      'node:fs',
    ],
    ['shared/check.ts', "import '../functions/http/check.ts';", 'functions/http/check.ts'],
    ['shared/check.ts', "import '../infra/parts.ts';", 'infra/parts.ts'],
    ['shared/check.ts', "import { Stack } from 'aws-cdk-lib';\nStack.name;", 'aws-cdk-lib'],
    ['functions/http/check.ts', "import './authorize.ts';", 'functions/http/authorize.ts'],
    ['shared/check.ts', "import '../openapi/sample.ts';", 'openapi/sample.ts'],
    ['openapi/sample.ts', "import '../functions/http/check.ts';", 'functions/http/check.ts'],
    ['cli/keys.ts', "import '../functions/http/check.ts';", 'functions/http/check.ts'],
    ['infra/stores.ts', "import '../shared/dynamo.ts';", 'shared/dynamo.ts'],
    ['infra/stores.ts', "import '../functions/http/check.ts';", 'functions/http/check.ts'],
    ['infra/local/hops.ts', "import '../../cli/print.ts';", 'cli/print.ts'],
  ];

  test.each(planted)('in %s: %j', async (file, code, to) => {
    const target = path.join(copy, file);
    const original = readFileSync(target, 'utf8');
    writeFileSync(target, `${code}\n${original}`);
    const caught = outwardImports(await importGraph(copy));
    writeFileSync(target, original);
    expect(caught).toEqual([`${file} -> ${to}`]);
  });
});
