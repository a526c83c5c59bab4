/** A reason not to start, in one line that names the fix. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}
