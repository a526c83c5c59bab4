import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';

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

/** For options that may be given again and again. */
export const collect = (value: string, earlier: readonly string[] = []): string[] => [
  ...earlier,
  value,
];
