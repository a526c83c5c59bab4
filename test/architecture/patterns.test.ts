import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { pointEnvironmentAt } from '../http/world.ts';
import { regexLiterals } from './regex-literals.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const files = globSync('{events,shared,functions,cli}/**/*.ts', { cwd: ROOT });

const PUMPED_CHARACTERS = 100_000;
const MAX_PAIRED = 8;
const LIMIT_MS = 2_000;

/** Of a pattern's own characters, and a few that every pattern may meet. */
function alphabetOf({ source }: RegExp): string[] {
  const own = source.match(/[^\\^$()[\]{}?*+|]/g) ?? [];
  return [
    ...new Set([...own, 'a', 'A', '0', ' ', '-', '.', '"', '\\', '@', '\n', '\r', '\t', 'é']),
  ];
}

/** Long runs of one and of two characters, led in by what the pattern begins with, each ending badly. */
function pumpedStrings(pattern: RegExp): string[] {
  const alphabet = alphabetOf(pattern);
  const [first = ''] = /^\^?[\w"<]+/.exec(pattern.source) ?? [];
  const starts = new Set(['', first.replace('^', '')]);
  const pairable = alphabet.slice(0, MAX_PAIRED);
  const units = [...alphabet, ...pairable.flatMap((a) => pairable.map((b) => a + b))];
  return [...starts].flatMap((start) =>
    units.map((unit) => `${start}${unit.repeat(PUMPED_CHARACTERS / unit.length)}\u0000!`),
  );
}

/** Whether every string is decided within the limit; the engine is stopped where one is not. */
function isQuick(pattern: RegExp, strings: readonly string[]): boolean {
  const script = new vm.Script(
    'strings.forEach((text) => { pattern.lastIndex = 0; pattern.test(text); })',
  );
  return strings.every((text) => {
    try {
      script.runInNewContext({ pattern, strings: [text] }, { timeout: LIMIT_MS });
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      return false;
    }
  });
}

describe('A30: no regular expression runs away on long, repetitive input', () => {
  const built: RegExp[] = [];
  const literals = files.flatMap((file) =>
    regexLiterals(readFileSync(path.join(ROOT, file), 'utf8')),
  );

  beforeAll(async () => {
    pointEnvironmentAt({});
    const Native = globalThis.RegExp;
    globalThis.RegExp = new Proxy(Native, {
      construct(target, [source, flags]: [string | RegExp, string?]) {
        const pattern = new target(source, flags);
        built.push(pattern);
        return pattern;
      },
    });
    for (const file of files.filter((name) => withConstructor(name)))
      await import(path.join(ROOT, file));
    globalThis.RegExp = Native;
  });

  const withConstructor = (file: string) =>
    readFileSync(path.join(ROOT, file), 'utf8').includes('new RegExp(');

  test('the search finds them: literals, and those that are built', () => {
    const planted = "const half = a / b / 2; f(/x[/]y/g, '/no/'); if (!/z/.test(c)) g(); // /no/";
    expect(regexLiterals(planted)).toEqual([/x[/]y/g, /z/]);
    expect(literals.length).toBeGreaterThan(30);
    expect(built.length).toBeGreaterThanOrEqual(files.filter(withConstructor).length);
  });

  const distinct = [...new Map(literals.map((pattern) => [String(pattern), pattern])).entries()];

  test.each(distinct)('%s', (_, pattern) => {
    expect(isQuick(pattern, pumpedStrings(pattern))).toBe(true);
  });

  test('those that are built', () => {
    const slow = built.filter((pattern) => !isQuick(pattern, pumpedStrings(pattern)));
    expect(slow).toEqual([]);
  });

  test.each([/^(\w+\s?)*$/, /\s+$/])('would find %s', (pattern) => {
    expect(isQuick(pattern, pumpedStrings(pattern))).toBe(false);
  });
});
