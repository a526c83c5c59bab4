import { execFile } from 'node:child_process';

export type CommandResult = { code: number; stdout: string; stderr: string };

/** Runs a command to its end; its exit code is part of the answer. */
export function runCommand(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(command, args, { env, maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

export async function createKey(folder: string): Promise<string> {
  const scopes = ['--scopes', 'check,send,suppressions,record,import,links,permits,addresses'];
  const { stdout, stderr } = await runCommand(process.execPath, [
    ...['cli/consent.ts', 'keys', 'create', '--local', '--data', folder, '--client', 'walk'],
    ...[...scopes, '--json'],
  ]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout).key;
}
