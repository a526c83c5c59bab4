import { exec } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { InvalidArgumentError } from 'commander';
import { permission } from '../../shared/domain/permission.ts';
import { readUnsubscribeLink } from '../../shared/domain/unsubscribe-link.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { resolveTarget, type TargetOptions } from '../target.ts';

/** Looks at the state behind the link: what it answers is compared, and never shown. */
export type Watch = () => Promise<string>;

const COMMAND_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1_024 * 1_024;
const LOCAL_ENVIRONMENT = 'local';
const RULES = { isOpen: true, invalidNotices: new Set<string>() };
/** A careless server may act a moment after it answers. */
export const SETTLE_MS = 500;
export const CHANGE_LIMIT_MS = 5_000;
const POLL_MS = 250;

/** Whatever this command prints: it says something else once the person is unsubscribed. */
export const commandWatch =
  (command: string): Watch =>
  async () => {
    const limits = { timeout: COMMAND_TIMEOUT_MS, maxBuffer: MAX_ANSWER_BYTES };
    const { stdout } = await promisify(exec)(command, limits).catch((cause: unknown) => {
      throw new Error('The command of --watch failed.', { cause });
    });
    return stdout;
  };

/** The gate of the local stack. Throws unless this is a link of someone who is subscribed there. */
export async function localWatch(options: TargetOptions, url: URL): Promise<Watch> {
  const names = resolveTarget(options, ['GATE_TABLE', 'LINK_KEYS_SECRET_ID']);
  const token = url.pathname.split('/').at(-1) ?? '';
  const link = readUnsubscribeLink(await linkKeys(names)(), LOCAL_ENVIRONMENT, token);
  if (!link) throw new InvalidArgumentError('This is no link of the local stack.');
  const database = dynamo();
  const read = async () => {
    const gate = await readGate(database, names.GATE_TABLE, link.contactId);
    const { allowed, reason } = permission(gate, link.scope, new Date(), RULES);
    return { allowed, state: `${reason} at ${gate?.rev ?? 0}` };
  };
  if (!(await read()).allowed) {
    throw new InvalidArgumentError('Nobody who is subscribed: nothing could be seen to change.');
  }
  return async () => (await read()).state;
}

/** What the watch says while nothing is sent. Throws if that is not the same twice. */
export async function firstState(watch: Watch): Promise<string> {
  const state = await watch();
  if ((await watch()) === state) return state;
  throw new InvalidArgumentError('The command of --watch must answer alike while nothing happens.');
}

/** Once what was just sent has had its time. */
export async function settledState(watch: Watch): Promise<string> {
  await sleep(SETTLE_MS);
  return watch();
}

/** As soon as it is another than `before`, or else when it has had time enough to become so. */
export async function nextState(watch: Watch, before: string): Promise<string> {
  const deadline = performance.now() + CHANGE_LIMIT_MS;
  for (;;) {
    const state = await watch();
    if (state !== before || performance.now() > deadline) return state;
    await sleep(POLL_MS);
  }
}
