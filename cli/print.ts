/** The answer as JSON where asked for, else as lines for a person. */
export function print(options: { json?: boolean }, data: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(data)}\n` : `${lines.join('\n')}\n`);
}
