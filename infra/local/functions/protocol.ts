/** A Lambda error object, as a caller sees it. */
export type FunctionError = { errorType: string; errorMessage: string; trace?: string[] };

/** From the runner to a function environment. */
export type Invocation = {
  requestId: string;
  functionArn: string;
  /** Milliseconds since the epoch. */
  deadline: number;
  /** The event, as JSON. */
  payload: string;
};

/** From a function environment to the runner. */
export type Report =
  | { kind: 'ready' }
  | { kind: 'unusable'; error: FunctionError }
  | { kind: 'succeeded'; requestId: string; payload: string }
  | { kind: 'failed'; requestId: string; error: FunctionError };
