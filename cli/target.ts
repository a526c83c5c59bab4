import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';

/** Where a command works: the names that the stack's outputs carry. */
export type Target = {
  OPERATIONS_TABLE: string;
  LEDGER_TABLE: string;
  GATE_TABLE: string;
  PEPPER_SECRET_ID: string;
};

export type TargetOptions = { local?: boolean; data: string };

const LOCAL_DATA = '.local';

const LocalStack = z.object({
  endpoints: z.record(z.string(), z.url()),
  names: z.record(z.string(), z.string()),
});

/** Options that every command shares. */
export const targetOptions = {
  local: ['--local', 'work on the local stack that `npm start` runs'],
  data: ['--data <dir>', 'the data folder of the local stack', LOCAL_DATA],
} as const;

/**
 * The names that a command needs, of the local stack if asked for, else of the deployment that the environment
 * names. Throws with the fix.
 */
export function resolveTarget<K extends keyof Target>(
  { local, data }: TargetOptions,
  needed: readonly K[],
): Pick<Target, K> {
  const names: Record<string, string | undefined> = local ? localNames(data) : process.env;
  const missing = needed.filter((name) => !names[name]);
  if (missing.length === 0) {
    return Object.fromEntries(needed.map((name) => [name, names[name]])) as Pick<Target, K>;
  }
  throw new InvalidArgumentError(
    `Say where: --local, or the deployment's names in the environment (missing: ${missing.join(', ')}).`,
  );
}

/** Also points the SDK at the local engines. */
function localNames(data: string): Record<keyof Target, string | undefined> {
  const file = join(data, 'stack.json');
  if (!existsSync(file)) {
    throw new InvalidArgumentError('The local stack is not running. Start it with `npm start`.');
  }
  const { endpoints, names } = LocalStack.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const [service, endpoint] of Object.entries(endpoints)) {
    process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] = endpoint;
  }
  process.env.AWS_REGION = 'eu-west-2';
  process.env.AWS_ACCESS_KEY_ID = 'consentcli';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
  return {
    OPERATIONS_TABLE: names.OperationsTable,
    LEDGER_TABLE: names.LedgerTable,
    GATE_TABLE: names.GateTable,
    PEPPER_SECRET_ID: names.PepperSecret,
  };
}
