import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { BUNDLING } from '../../infra/handler-code.ts';
import { median } from './statistics.ts';

const run = promisify(execFile);

/** Prints how long the module took to load, in milliseconds. */
const LOAD = `const start = performance.now();
await import(process.argv[1]);
console.log(performance.now() - start);
process.exit();`;

/** The least that a function over one table can be: the SDK's client and one call, no parsing, no wrapper. */
const BARE_HANDLER = `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = ({ id }) =>
  client.send(new GetItemCommand({ TableName: 'Table', Key: { id: { S: id } } }));`;

export type Bundle = { folder: string; variables: Readonly<Record<string, string>> };

export type LoadedModule = { name: string; kilobytes: number; load: number; ratio: number };

/**
 * Loads each function's bundle and a bare SDK handler's in fresh processes, turn about. Medians of
 * milliseconds, and the ratio to the bare one.
 */
export async function moduleLoads(
  bundles: ReadonlyMap<string, Bundle>,
  folder: string,
  rounds: number,
): Promise<{ bare: LoadedModule; functions: LoadedModule[] }> {
  const all = new Map([['bare SDK handler', await bareHandler(folder)], ...bundles]);
  const times = new Map([...all.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const names = round % 2 === 0 ? [...all] : [...all].toReversed();
    for (const [name, bundle] of names) times.get(name)?.push(await load(bundle));
  }
  const bareLoad = median(times.get('bare SDK handler') ?? []);
  const modules = [...all].map(([name, bundle]) => {
    const took = median(times.get(name) ?? []);
    const kilobytes = statSync(path.join(bundle.folder, 'index.mjs')).size / 1_000;
    return { name, kilobytes, load: took, ratio: took / bareLoad };
  });
  const [bare, ...functions] = modules;
  if (!bare) throw new Error('nothing was loaded');
  return { bare, functions };
}

async function bareHandler(folder: string): Promise<Bundle> {
  const outdir = path.join(folder, 'bare-handler');
  const stdin = { contents: BARE_HANDLER, resolveDir: import.meta.dirname };
  await build({ ...BUNDLING, stdin, outfile: path.join(outdir, 'index.mjs') });
  return { folder: outdir, variables: { NODE_OPTIONS: '--enable-source-maps' } };
}

async function load({ folder, variables }: Bundle): Promise<number> {
  const module = pathToFileURL(path.join(folder, 'index.mjs')).href;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', LOAD, module], {
    cwd: folder,
    env: {
      ...variables,
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    },
  });
  return Number(stdout);
}
