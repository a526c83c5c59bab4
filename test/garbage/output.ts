import { findCanaries } from './canary.ts';

/** All that functions write, which on AWS is their log and, in part, their metrics. */
export type Output = {
  /** Bytes so far, lines of metrics among the lines, and every canary that was found. */
  seen: { bytes: number; lines: number; metrics: number; leaks: Set<string> };
  /** Keys and tokens that must not be written either. */
  secrets: string[];
  /** What the platform writes down when a function throws. */
  noteCrash(error: unknown): void;
  /** Past the capture, unless it is to be quiet. */
  say(line: string): unknown;
  stop(): void;
};

const METRIC_MARK = '{"_aws":';
const MAX_LEAK_CHARACTERS = 300;

/** Takes the place of standard output and error, and looks through whatever is written. */
export function captureOutput({ isQuiet }: { isQuiet: boolean }): Output {
  const { stdout, stderr } = process;
  const original = { out: stdout.write, err: stderr.write };
  const seen = { bytes: 0, lines: 0, metrics: 0, leaks: new Set<string>() };
  const secrets: string[] = [];
  const look = (chunk: unknown) => {
    const text =
      chunk instanceof Uint8Array ? Buffer.from(chunk).toString('latin1') : String(chunk);
    seen.bytes += text.length;
    seen.lines += 1;
    if (text.startsWith(METRIC_MARK)) seen.metrics += 1;
    for (const found of findCanaries(text, secrets)) {
      seen.leaks.add(`${found} in ${text.slice(0, MAX_LEAK_CHARACTERS)}`);
    }
    return true;
  };
  stdout.write = look;
  stderr.write = look;
  return {
    seen,
    secrets,
    noteCrash: (error) => void look(error instanceof Error ? error.stack : error),
    say: (line) => isQuiet || original.err.call(stderr, `${line}\n`),
    stop() {
      stdout.write = original.out;
      stderr.write = original.err;
    },
  };
}
