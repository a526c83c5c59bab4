import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The stack as `npm start` runs it, in a process of its own. */
export type LocalProcess = {
  apiUrl: string;
  consoleUrl: string;
  /** SIGKILL: nothing in it gets a chance to end well. Its engine dies with it. */
  kill(): Promise<void>;
  /** Ctrl-C. */
  stop(): Promise<void>;
};

/** Starts the stack on free ports over the data in `folder`; rejects with its output if it ends early. */
export async function startLocalProcess(folder: string): Promise<LocalProcess> {
  const flags = ['--data', folder, '--api-port', '0', '--console-port', '0', '--json'];
  const child = spawn(process.execPath, ['infra/local/start.ts', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { apiUrl, consoleUrl } = await readiness(child);
  return {
    apiUrl,
    consoleUrl,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGINT'),
  };
}

async function readiness(child: ChildProcess): Promise<{ apiUrl: string; consoleUrl: string }> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the process has no output');
  const said: string[] = [];
  stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  for await (const line of createInterface({ input: stdout })) {
    said.push(line);
    const event: { event: string; apiUrl: string; consoleUrl: string } = JSON.parse(line);
    if (event.event === 'ready') {
      stdout.resume();
      return event;
    }
  }
  throw new Error(`the local stack did not start:\n${said.join('\n')}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
