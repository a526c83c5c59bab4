/** What the runner tells its guard: a process to end with the runner, or one that has ended itself. */
export type GuardOrder = { watch: number } | { forget: number };
