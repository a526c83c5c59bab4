import { stdoutDuring } from './stdout-during.ts';

/** What was measured while `work` ran: each value under its name, and what it was of. */
export async function metricsDuring(work: () => Promise<unknown>) {
  const lines = (await stdoutDuring(work)).map((line) => JSON.parse(line));
  return lines.filter((line) => '_aws' in line).map(({ _aws, ...values }) => values);
}
