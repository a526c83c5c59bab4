import type { PermissionRecord } from './permission-facts.ts';

export type Judgement = {
  /** Granted during the last full test run, never needed, and no reason is listed. */
  unused: string[];
  /** Granted since: only another run can tell. */
  unproven: string[];
  /** Listed with a reason, but not granted any more, or needed after all. */
  stale: string[];
};

/** Holds what the template grants now against what the functions have needed in the last full test run. */
export function judgePermissions(
  granted: readonly string[],
  record: PermissionRecord,
  exempt: Readonly<Record<string, string>>,
): Judgement {
  const isExempt = (permission: string) => Object.hasOwn(exempt, permission);
  const used = new Set(record.used);
  const wereGranted = new Set(record.granted);
  const open = granted.filter((permission) => !used.has(permission) && !isExempt(permission));
  return {
    unused: open.filter((permission) => wereGranted.has(permission)),
    unproven: open.filter((permission) => !wereGranted.has(permission)),
    stale: Object.keys(exempt).filter(
      (permission) => !granted.includes(permission) || used.has(permission),
    ),
  };
}
