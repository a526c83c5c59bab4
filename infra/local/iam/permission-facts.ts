import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { writeFileAtomically } from '../write-file-atomically.ts';

const PermissionFact = z.union([
  z.strictObject({ granted: z.string() }),
  z.strictObject({ used: z.string() }),
]);
export type PermissionFact = z.infer<typeof PermissionFact>;

const PermissionRecord = z.strictObject({
  granted: z.array(z.string()),
  used: z.array(z.string()),
});
/** What the stacks of the last full test run granted their functions, and what these have needed. */
export type PermissionRecord = z.infer<typeof PermissionRecord>;

const RECORD = path.join(import.meta.dirname, '../../../.local/permission-record.json');

/** The record of the last full test run; undefined if there was none. */
export function readRecord(file = RECORD): PermissionRecord | undefined {
  if (!existsSync(file)) return undefined;
  return PermissionRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Makes the facts that stacks have written into `folder` the record. */
export function keepRecord(folder: string, file = RECORD): void {
  const facts = readdirSync(folder).flatMap((name) => readFacts(path.join(folder, name)));
  const granted = facts.flatMap((fact) => ('granted' in fact ? [fact.granted] : []));
  const used = facts.flatMap((fact) => ('used' in fact ? [fact.used] : []));
  const record: PermissionRecord = { granted: distinct(granted), used: distinct(used) };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileAtomically(file, `${JSON.stringify(record, null, 2)}\n`);
}

function readFacts(file: string): PermissionFact[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => PermissionFact.parse(JSON.parse(line)));
}

function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)].toSorted();
}
