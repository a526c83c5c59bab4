import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type * as z from 'zod';

const STANDARD_INPUT = 0;

/** A file's text; `-` is standard input, so that nothing personal ends in a shell's history. */
export function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch {
    throw new InvalidArgumentError(`${file} cannot be read.`);
  }
}

/** An address as given; `-` takes the first line of standard input. */
export function readAddress(given: string): string {
  return given === '-' ? (linesOf(readInput('-'))[0] ?? '') : given;
}

export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A line of NDJSON. Throws without repeating what the line holds. */
export function parseLine<S extends z.ZodType>(schema: S, line: string): z.infer<S> {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new InvalidArgumentError('A line that begins with { is not JSON of the form in --help.');
  }
}

/** For options that may be given again and again. */
export const collect = (value: string, earlier: readonly string[] = []): string[] => [
  ...earlier,
  value,
];
