/** No sender environment outlives this: the platform kills it, and asserts on the template hold it there. */
export const SENDER_TIMEOUT_SECONDS = 10;

/** After this long since the withdrawal's commit, whoever held a permit then is gone for certain. */
export const DRAIN_LIMIT_MS = (SENDER_TIMEOUT_SECONDS + 1) * 1_000;
