import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { LocalSecret } from '../template/read-stack.ts';
import type { GenerateSecretString } from '../template/resource-properties.ts';
import { writeFileAtomically } from '../write-file-atomically.ts';

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const Kept = z.record(z.string(), z.string());

/** Each secret's value by name: as kept in `folder`, or made now and kept. */
export function keptSecrets(
  folder: string,
  declared: readonly LocalSecret[],
): Readonly<Record<string, string>> {
  const file = path.join(folder, 'secrets.json');
  const kept = read(file);
  const missing = declared.filter(({ name }) => kept[name] === undefined);
  if (missing.length === 0) return kept;
  const made = missing.map(({ name, generate }) => [name, generateSecret(generate)]);
  const all = { ...kept, ...Object.fromEntries(made) };
  writeFileAtomically(file, JSON.stringify(all, null, 2));
  return all;
}

function read(file: string): Record<string, string> {
  return existsSync(file) ? Kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

function generateSecret(generate: GenerateSecretString): string {
  const { SecretStringTemplate, GenerateStringKey, PasswordLength, ExcludePunctuation } = generate;
  const alphabet = ExcludePunctuation ? LETTERS_AND_DIGITS : LETTERS_AND_DIGITS + PUNCTUATION;
  const password = Array.from({ length: PasswordLength }, () =>
    alphabet.charAt(randomInt(alphabet.length)),
  ).join('');
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...JSON.parse(SecretStringTemplate), [GenerateStringKey]: password });
}
