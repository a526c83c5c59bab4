export type Target = { atMost: number } | { atLeast: number };

/** One line of the bench. What has no target is shown, not judged. */
export type Row = {
  name: string;
  measured: number;
  unit: string;
  target?: Target;
  /** How many times it was measured. */
  n: number;
  detail?: string;
};

/** Undefined where nothing was asked. A number that is none meets nothing. */
export function isMet({ measured, target }: Row): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atMost' in target ? measured <= target.atMost : measured >= target.atLeast;
}

const VERDICTS = { true: 'met', false: 'MISSED', undefined: '' } as const;

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    targetText(row),
    numberText(row.measured, row.unit),
    VERDICTS[`${isMet(row)}`],
    `n=${row.n}`,
    row.detail ?? '',
  ]);
  const all = [['', 'target', 'measured', '', '', ''], ...cells];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function targetText({ target, unit }: Row): string {
  if (target === undefined) return '';
  return 'atMost' in target
    ? `<= ${numberText(target.atMost, unit)}`
    : `>= ${numberText(target.atLeast, unit)}`;
}

function numberText(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  return `${Number(value.toFixed(digits))} ${unit}`.trim();
}
