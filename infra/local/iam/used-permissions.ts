import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { LocalFunction } from '../template/read-stack.ts';
import { describeGrant, type Grant } from './grant.ts';
import type { PermissionFact } from './permission-facts.ts';

/** A permission as one line: whose, what, on what. */
export function describePermission(fn: LocalFunction, grant: Grant): string {
  return `${fn.name}: ${describeGrant(grant)}`;
}

export function permissionsOf(functions: readonly LocalFunction[]): string[] {
  const lines = functions.flatMap((fn) =>
    fn.role.grants
      .filter(({ effect }) => effect === 'Allow')
      .map((grant) => describePermission(fn, grant)),
  );
  return [...new Set(lines)];
}

/** Writes what this stack grants, and each permission when it is first needed: a kill loses nothing. */
export function usedPermissions(
  folder: string | undefined,
  functions: readonly LocalFunction[],
): (fn: LocalFunction, grant: Grant) => void {
  if (folder === undefined) return () => {};
  const file = path.join(folder, `${process.pid}.jsonl`);
  const write = (...facts: PermissionFact[]) =>
    appendFileSync(file, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  mkdirSync(folder, { recursive: true });
  write(...permissionsOf(functions).map((granted) => ({ granted })));
  const seen = new Set<Grant>();
  return (fn, grant) => {
    if (seen.has(grant)) return;
    seen.add(grant);
    write({ used: describePermission(fn, grant) });
  };
}
