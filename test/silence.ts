/** Keeps what `isSilent` work writes to standard output to itself: its log lines would drown the report. */
export async function silencing<T>(isSilent: () => boolean, work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const { write } = stdout;
  stdout.write = ((...line: Parameters<typeof write>) =>
    isSilent() || write.apply(stdout, line)) as typeof write;
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}
