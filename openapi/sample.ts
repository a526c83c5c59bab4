import { readFileSync } from 'node:fs';

/** One of the samples that stand beside the schemas; a test keeps each of them valid. */
export function sample(name: string): unknown {
  const file = new URL(`../events/samples/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}
