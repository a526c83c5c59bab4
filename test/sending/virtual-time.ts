type Sleeper = { atMs: number; wake(): void };

/** Time that passes only while everybody sleeps; work on the real engine takes none of it. */
export function virtualTime() {
  const sleepers: Sleeper[] = [];
  let nowMs = 0;
  let busy = 0;
  return {
    nowMs: () => nowMs,

    sleep: (milliseconds: number) =>
      new Promise<void>((wake) => sleepers.push({ atMs: nowMs + milliseconds, wake })),

    async engine<T>(work: () => Promise<T>): Promise<T> {
      busy += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
      }
    },

    /** Lets time pass until `all` is over. */
    async passUntil<T>(all: Promise<T>): Promise<T> {
      let over = false;
      const ended = all.finally(() => {
        over = true;
      });
      while (!over) {
        await new Promise((resolve) => setImmediate(resolve));
        if (busy > 0) continue;
        sleepers.sort((a, b) => b.atMs - a.atMs);
        const next = sleepers.pop();
        if (!next) continue;
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
      return ended;
    },
  };
}
