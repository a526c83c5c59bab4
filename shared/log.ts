/** What may be logged: names, numbers and keyed hashes. Never an address, a token, a key or a body. */
type LogFields = Partial<
  Record<'code' | 'contactId' | 'eventId' | 'messageId' | 'client' | 'outcome' | 'error', string> &
    Record<'seq' | 'count', number>
>;

export type LogLevel = 'info' | 'warn' | 'error';

/** One JSON line on standard output, which Lambda ships to CloudWatch. */
export function log(level: LogLevel, message: string, fields: LogFields = {}): void {
  process.stdout.write(`${JSON.stringify({ level, message, ...fields })}\n`);
}

/** The name and the code place of an error, without its message: messages may quote what a person typed. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  // The stack begins with the message, whose own lines may look like frames.
  const stack = (error.stack ?? '').replace(error.message, () => '');
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return [error.name, ...frames.map((line) => line.trim())].join(' | ');
}
