import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';

/** Where each name that a command may need stands: a variable of the environment, or the local stack's file. */
const SOURCES = {
  OPERATIONS_TABLE: 'OperationsTable',
  LEDGER_TABLE: 'LedgerTable',
  GATE_TABLE: 'GateTable',
  SENDS_TABLE: 'SendsTable',
  KEYS_TABLE: 'KeysTable',
  SUPPRESSION_TABLE: 'SuppressionTable',
  PEPPER_SECRET_ID: 'PepperSecret',
  LINK_KEYS_SECRET_ID: 'LinkKeysSecret',
  QUEUE_URLS: 'QueueUrls',
  DEAD_LETTER_QUEUE_URLS: 'DeadLetterQueueUrls',
  SPOOL_URLS: 'SpoolUrls',
  CONSENT_API_URL: 'ApiUrl',
  CONSENT_API_KEY: null,
} as const;

export type TargetName = keyof typeof SOURCES;
export const TARGET_NAMES = Object.keys(SOURCES) as TargetName[];

export type TargetOptions = { local?: boolean; data: string };

const LOCAL_DATA = '.local';

const LocalStack = z.object({
  apiUrl: z.url().optional(),
  endpoints: z.record(z.string(), z.url()),
  names: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.string()).default({}),
});

/** Options that every command shares. */
export const targetOptions = {
  local: ['--local', 'work on the local stack that `npm start` runs'],
  data: ['--data <dir>', 'the data folder of the local stack', LOCAL_DATA],
} as const;

/** The queues' URLs in one of the names. */
export const listed = (urls: string) => urls.split(' ').filter((url) => url !== '');

/**
 * The names that a command needs, of the local stack if asked for, else of the deployment that the environment
 * names. Throws with the fix.
 */
export function resolveTarget<K extends TargetName>(
  options: TargetOptions,
  needed: readonly K[],
): Record<K, string> {
  const names = knownNames(options);
  const missing = needed.filter((name) => !names[name]);
  if (missing.length === 0) {
    return Object.fromEntries(needed.map((name) => [name, names[name]])) as Record<K, string>;
  }
  throw new InvalidArgumentError(
    `Say where: --local, or the deployment's names in the environment (missing: ${missing.join(', ')}).`,
  );
}

/** Whatever is known of the target. A key is never in a file: it comes from the environment. */
export function knownNames({ local, data }: TargetOptions): Partial<Record<TargetName, string>> {
  if (!local) return process.env;
  return { ...localNames(data), CONSENT_API_KEY: process.env.CONSENT_API_KEY };
}

/** Also points the SDK at the local engines. */
function localNames(data: string): Partial<Record<TargetName, string>> {
  const file = join(data, 'stack.json');
  if (!existsSync(file)) {
    throw new InvalidArgumentError('The local stack is not running. Start it with `npm start`.');
  }
  const stack = LocalStack.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const [service, endpoint] of Object.entries(stack.endpoints)) {
    process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] = endpoint;
  }
  process.env.AWS_REGION = 'eu-west-2';
  process.env.AWS_ACCESS_KEY_ID = 'consentcli';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
  const found: Record<string, string | undefined> = {
    ...stack.outputs,
    ...stack.names,
    ApiUrl: stack.apiUrl,
  };
  return Object.fromEntries(
    Object.entries(SOURCES).map(([name, source]) => [
      name,
      source === null ? undefined : found[source],
    ]),
  );
}
