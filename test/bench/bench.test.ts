import { expect, test } from '@jest/globals';
import { runCommand } from '../walk/run-command.ts';
import { isMet, type Row, tableOf } from './row.ts';

const LIMIT_MS = 600_000;

test(
  'the bench runs from end to end, and says of every target whether it is met',
  async () => {
    const run = ['test/bench/run.ts', '--quick', '--no-fail', '--json'];
    const { code, stdout, stderr } = await runCommand(process.execPath, run);
    expect(code === 0 ? '' : stderr).toBe('');
    const { quick, rows }: { quick: boolean; rows: (Row & { met: boolean | null })[] } =
      JSON.parse(stdout);
    expect(quick).toBe(true);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const row of rows) {
      expect([row.name, Number.isFinite(row.measured), row.measured >= 0]).toEqual([
        row.name,
        true,
        true,
      ]);
      expect(row.n).toBeGreaterThan(0);
      expect(row.met === null).toBe(row.target === undefined);
    }
    const named = (part: string) => rows.filter(({ name }) => name.includes(part)).length;
    expect(named('over HTTP')).toBe(2);
    expect(named('raw batch-get')).toBe(1);
    expect(named('page ')).toBeGreaterThanOrEqual(7);
    expect(named('module load')).toBe(named(': bundle'));
    expect(named('module load')).toBeGreaterThan(10);
    expect(named('gated send')).toBeGreaterThanOrEqual(5);
    expect(named('people ÷')).toBe(5);
    // Units are counted, not timed: they are the same on every machine.
    expect(rows.find(({ name }) => name === 'a check: Check reads')).toMatchObject({
      measured: 1,
      met: true,
    });
    const recording = rows.find(({ name }) => name.endsWith('new: RecordFormConsent writes'));
    // Submission, event and gate at the least, in one transaction.
    expect(recording?.measured).toBeGreaterThanOrEqual(6);
  },
  LIMIT_MS,
);

const row = (measured: number, target?: Row['target']): Row => ({
  ...{ name: 'something', measured, unit: '', n: 1 },
  ...(target && { target }),
});

test.each([
  ['at its upper limit', row(1.4, { atMost: 1.4 }), true],
  ['over it', row(1.41, { atMost: 1.4 }), false],
  ['at its lower limit', row(0.8, { atLeast: 0.8 }), true],
  ['under it', row(0.79, { atLeast: 0.8 }), false],
  ['that could not be measured', row(Number.NaN, { atMost: 1.4 }), false],
  ['without a target', row(3), undefined],
])('a number %s', (_, judged, met) => {
  expect(isMet(judged)).toBe(met);
  expect(tableOf([judged]).includes('MISSED')).toBe(met === false);
});
