import { transformSync } from 'esbuild';

// After what a value may start: there a slash begins a pattern, elsewhere it divides.
const LITERAL =
  /(?<=(?:[(,=:[!&|?{};]|=>|\breturn)\s*)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+)\/([dgimsuvy]*)(?=\s*[;,)\].?:}\n])/g;

/** The regular expressions that stand as literals in a TypeScript source. */
export function regexLiterals(source: string): RegExp[] {
  // Comments and types are gone, strings keep their quotes: what is left has one way to be read.
  const code = transformSync(source, { loader: 'ts', format: 'esm', legalComments: 'none' }).code;
  return [...code.matchAll(LITERAL)].map(([, body = '', flags]) => new RegExp(body, flags));
}
