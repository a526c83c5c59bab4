import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '../..');

const everything = globSync('{events,shared,functions,cli,infra,openapi,test}/**/*', { cwd: ROOT });
const product = everything.filter((file) => file.endsWith('.ts') && !file.startsWith('test/'));

const withText = (text: string) =>
  product.filter((file) => readFileSync(path.join(ROOT, file), 'utf8').includes(text));

describe('the sources', () => {
  test('are all looked at', () => {
    expect(product.length).toBeGreaterThan(100);
    expect(withText('import ').length).toBeGreaterThan(100);
  });

  test('A6: never draw from Math.random', () => {
    expect(withText('Math.random')).toEqual([]);
  });

  test('read the environment in one place each: functions, the command, and the app that is deployed', () => {
    const readers = withText('process.env').filter((file) => !file.startsWith('infra/local/'));
    expect(readers.toSorted()).toEqual(['cli/target.ts', 'infra/app.ts', 'shared/env.ts']);
  });

  test('have no drawer: each file is named for the one thing that it exports', () => {
    const drawer = /^(utils?|helpers?|common|managers?|services?|index|misc|types)\.\w+$/;
    const drawers = everything.filter((file) => drawer.test(path.basename(file)));
    expect(drawers).toEqual([]);
  });

  test('stay short: a file over 250 lines wants a reason', () => {
    const lines = (file: string) => readFileSync(path.join(ROOT, file), 'utf8').split('\n').length;
    // One file is all that an adopter fills in, and one file is a language: texts, and nothing that runs.
    const withReason = /^shared\/(catalogue|pages\/words\/[a-z]{2}-[A-Z]{2})\.ts$/;
    const long = product.filter((file) => lines(file) > 251);
    expect(long.filter((file) => !withReason.test(file))).toEqual([]);
  });
});
