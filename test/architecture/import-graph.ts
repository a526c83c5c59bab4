import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** One import: from a file of the project to a file of the project, or to a package. */
export type Import = { from: string; to: string; external: boolean };

const FOLDERS = '{events,shared,functions,cli,infra}/**/*.ts';

/** Every import under `root`, those of types included. */
export async function importGraph(root: string): Promise<Import[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: globSync(FOLDERS, { cwd: root }),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [keepTypeImports],
  });
  return Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
    imports.map(({ path: to, external = false }) => ({ from, to, external })),
  );
}

/** A type from an outer layer is a dependency too, but esbuild would erase its import. */
const keepTypeImports: Plugin = {
  name: 'keep type imports',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(
        /^(?:import|export) type [^;']* from ('[^']+');/gm,
        (_, target: string) => `import ${target};`,
      ),
      loader: 'ts',
      resolveDir: path.dirname(file),
    }));
  },
};

type Layer = 'events' | 'domain' | 'shared' | 'functions' | 'cli' | 'infra' | 'local';

/** What each layer may import of this project. A file may be named where its folder may not. */
const MAY_IMPORT: Record<Layer, readonly string[]> = {
  events: ['events'],
  domain: ['events', 'domain'],
  shared: ['events', 'domain', 'shared'],
  functions: ['events', 'domain', 'shared'],
  cli: ['events', 'domain', 'shared', 'cli'],
  infra: [
    ...['infra', 'domain', 'shared/env.ts', 'shared/catalogue.ts', 'shared/metrics.ts'],
    // Production asks whether somebody has read them.
    'shared/pages/words/words.ts',
  ],
  local: ['infra', 'local', 'events', 'domain', 'shared'],
};

const CDK = ['aws-cdk-lib', 'cdk-nag', 'constructs'];

/** What the inner layers may import of others; undefined: anything but the CDK. */
const PACKAGES: Partial<Record<Layer, readonly string[]>> = {
  events: ['zod'],
  domain: ['zod', 'node:crypto', 'node:url', 'libphonenumber-js/max'],
};

function layerOf(file: string): Layer {
  if (file.startsWith('shared/domain/')) return 'domain';
  if (file.startsWith('infra/local/')) return 'local';
  return file.split('/')[0] as Layer;
}

/** Those that point outwards, as `from -> to`. */
export function outwardImports(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to, external }) => {
      const layer = layerOf(from);
      if (!external) return ![layerOf(to), to].some((name) => MAY_IMPORT[layer].includes(name));
      const allowed = PACKAGES[layer];
      const owner = CDK.find((name) => to === name || to.startsWith(`${name}/`));
      return allowed ? !allowed.includes(to) : owner !== undefined && !layer.match(/infra|local/);
    })
    .map(({ from, to }) => `${from} -> ${to}`);
}
