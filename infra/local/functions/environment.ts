import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Guard } from '../processes/guard.ts';
import type { LocalFunction } from '../template/read-stack.ts';
import type { FunctionError, Invocation, Report } from './protocol.ts';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.ts', import.meta.url));
const INIT_WITHIN_MILLISECONDS = 30_000;

/** How an invocation ended; `payload` is the result as JSON. */
export type Outcome =
  | { ok: true; requestId: string; payload: string }
  | { ok: false; requestId: string; error: FunctionError; timedOut: boolean };

/** One execution environment: a process that runs one invocation at a time and is frozen in between. */
export type Environment = {
  /** Resolves once the function is loaded, with the error if it cannot be. */
  loaded: Promise<FunctionError | undefined>;
  alive(): boolean;
  invoke(payload: string): Promise<Outcome>;
  /** Resolves once the process is gone. */
  kill(): Promise<void>;
};

export type EnvironmentOptions = {
  fn: LocalFunction;
  variables: Readonly<Record<string, string>>;
  /** File descriptor for what the function prints. */
  log: number;
  guard: Guard;
};

export function startEnvironment(options: EnvironmentOptions): Environment {
  const { fn } = options;
  const child = spawn(options);
  const loading = Promise.withResolvers<FunctionError | undefined>();
  const gone = Promise.withResolvers<void>();
  let current: { requestId: string; settle(outcome: Outcome): void } | undefined;
  let timedOut = false;

  const initTimer = setTimeout(() => child.kill('SIGKILL'), INIT_WITHIN_MILLISECONDS);
  child.on('message', (report: Report) => {
    // Frozen first: what the handler left behind must not run on.
    child.kill('SIGSTOP');
    switch (report.kind) {
      case 'ready':
        clearTimeout(initTimer);
        return loading.resolve(undefined);
      case 'unusable':
        child.kill('SIGKILL');
        return loading.resolve(report.error);
      case 'succeeded':
        return settle({ ok: true, ...report });
      case 'failed':
        return settle({ ok: false, timedOut: false, ...report });
    }
  });
  child.once('error', (error) => ended(error.message));
  child.once('exit', (code, signal) => ended(`exit status ${code ?? signal}`));

  function settle(outcome: Outcome): void {
    if (current?.requestId !== outcome.requestId) return;
    current.settle(outcome);
    current = undefined;
  }

  function ended(how: string): void {
    clearTimeout(initTimer);
    gone.resolve();
    const error = exitError(how);
    loading.resolve(error);
    if (!current) return;
    const { requestId } = current;
    settle({ ok: false, requestId, timedOut, error: timedOut ? timeoutError(fn) : error });
  }

  return {
    loaded: loading.promise,
    alive: () => child.connected && child.exitCode === null && child.signalCode === null,
    async invoke(payload) {
      const requestId = randomUUID();
      const done = new Promise<Outcome>((resolve) => {
        current = { requestId, settle: resolve };
      });
      const timeoutMilliseconds = fn.timeoutSeconds * 1_000;
      const timer = setTimeout(() => {
        timedOut = true;
        child.kill('SIGKILL');
      }, timeoutMilliseconds);
      const deadline = Date.now() + timeoutMilliseconds;
      child.kill('SIGCONT');
      // A child that is already gone is told by its exit.
      child.send(
        { requestId, functionArn: fn.arn, deadline, payload } satisfies Invocation,
        () => {},
      );
      return done.finally(() => clearTimeout(timer));
    },
    async kill() {
      child.kill('SIGKILL');
      await gone.promise;
    },
  };
}

function spawn({ fn, variables, log, guard }: EnvironmentOptions): ChildProcess {
  const child = fork(BOOTSTRAP, [fn.folder], {
    cwd: fn.folder,
    // Exactly these: nothing of the developer's shell reaches a function.
    env: { ...variables },
    execArgv: [`--max-old-space-size=${fn.memoryMegabytes}`],
    // Its own process group: Ctrl-C reaches the runner alone, which stops all in order.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    // Payloads are JSON already: as JSON once more, a long one takes four times as long to hand over.
    serialization: 'advanced',
  });
  guard.watch(child);
  return child;
}

function timeoutError({ timeoutSeconds }: LocalFunction): FunctionError {
  const errorMessage = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

function exitError(how: string): FunctionError {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `Runtime exited without a result: ${how}`,
  };
}
