/** The answer as JSON where asked for, else as lines for a person. */
export function print(options: { json?: boolean }, data: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(data)}\n` : `${lines.join('\n')}\n`);
}

const PROGRESS_EVERY = 1_000;

/** Counts along on standard error, so that the answer on standard output stays whole. */
export function progressOf(what: string): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count % PROGRESS_EVERY === 0) process.stderr.write(`${count} ${what}\n`);
  };
}
