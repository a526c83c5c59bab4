import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';

const PROJECT_ROOT = path.join(import.meta.dirname, '..');

const LAMBDA_CREDENTIALS = path.join(import.meta.dirname, 'lambda-credentials.ts');

/** How every handler becomes one module. */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  mainFields: ['module', 'main'],
  // Some bundled dependencies are CommonJS and require Node's own modules.
  banner: { js: "import{createRequire}from'module';const require=createRequire(import.meta.url);" },
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
} satisfies BuildOptions;

const bundled = new WeakMap<Stage, string>();

/** A file of functions/ with all it imports as one module, the AWS SDK included. */
export function handlerCode(scope: Construct, entry: string): Code {
  const stage = Stage.of(scope);
  // CDK's own switch, for tests that only look at the template.
  if (!stage || !Stack.of(scope).bundlingRequired) return Code.fromInline('/* not bundled */');
  const folder = bundled.get(stage) ?? bundleAll(path.join(stage.outdir, 'bundles'));
  bundled.set(stage, folder);
  return Code.fromAsset(path.join(folder, folderOf(entry)));
}

// One pass over all handlers: they share most of their modules, and a pass each takes far longer.
function bundleAll(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  const entries = globSync('functions/**/*.ts', { cwd: PROJECT_ROOT });
  buildSync({
    ...BUNDLING,
    absWorkingDir: PROJECT_ROOT,
    entryPoints: Object.fromEntries(entries.map((entry) => [`${folderOf(entry)}/index`, entry])),
    outdir: folder,
    alias: { '@aws-sdk/credential-provider-node': LAMBDA_CREDENTIALS },
  });
  return folder;
}

function folderOf(entry: string): string {
  return entry.replace(/\.ts$/, '');
}
