import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { synthesize } from '../../infra/synthesize.ts';

const outdir = mkdtempSync(path.join(tmpdir(), 'synthesize-'));
afterAll(() => rmSync(outdir, { recursive: true }));

test('every function comes with a bundle that needs nothing installed', () => {
  const { bundles, template } = synthesize({ outdir, environment: 'test' });
  const functions = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id]) => id);
  expect(Object.keys(bundles).sort()).toEqual(functions.sort());
  for (const folder of Object.values(bundles)) {
    expect(readdirSync(folder).sort()).toEqual(['index.mjs', 'index.mjs.map']);
    const code = readFileSync(path.join(folder, 'index.mjs'), 'utf8');
    expect(code).toMatch(/export\{[^}]*\bas handler\b/);
    const imported = [...code.matchAll(/(?:^|;)import[^;'"]*?from["']([^"']+)["']/g)];
    const installed = imported.map(([, name]) => name).filter((name) => !isBuiltin(name));
    expect(installed).toEqual([]);
  }
}, 60_000);

function isBuiltin(name: string | undefined): boolean {
  return name !== undefined && process.getBuiltinModule(name) !== undefined;
}
