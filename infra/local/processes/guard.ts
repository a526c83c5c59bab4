import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Service } from '../running.ts';
import type { GuardOrder } from './guard-order.ts';

const GUARD_PROCESS = fileURLToPath(new URL('./guard-process.ts', import.meta.url));

/** Kills every watched process when this process ends, however it ends. */
export type Guard = Service & { watch(child: ChildProcess): void };

/** `lost` is called if the guard itself is killed: nothing may run without it. */
export function guard(lost: () => void): Guard {
  let keeper: ChildProcess | undefined;
  const tell = (order: GuardOrder): void => {
    if (keeper?.connected) keeper.send(order, () => {});
  };
  return {
    name: 'guard (ends every process with this one)',
    async start() {
      const child = fork(GUARD_PROCESS, {
        detached: true,
        execArgv: [],
        env: {},
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      await once(child, 'spawn');
      keeper = child;
      child.once('exit', () => {
        if (keeper) lost();
      });
    },
    async stop() {
      const child = keeper;
      keeper = undefined;
      if (!child?.connected) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
    watch(child) {
      const { pid } = child;
      if (pid === undefined) return;
      tell({ watch: pid });
      child.once('exit', () => tell({ forget: pid }));
    },
  };
}
