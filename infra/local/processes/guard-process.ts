import type { GuardOrder } from './guard-order.ts';

// A frozen child cannot notice that its runner is gone, and a Java process does not look.
// This process holds one end of the runner's channel, which closes however the runner ends.
const watched = new Set<number>();

process.on('message', (order: GuardOrder) => {
  if ('watch' in order) watched.add(order.watch);
  else watched.delete(order.forget);
});

process.on('disconnect', () => {
  for (const pid of watched) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  process.exit();
});

// It ends with its runner and never before.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
