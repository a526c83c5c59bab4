import { parseArgs } from 'node:util';
import { synthesize } from '../synthesize.ts';
import { Unexpected } from './demo/unexpected.ts';
import { LocalError } from './local-error.ts';
import { seedCompany } from './seed/seed-company.ts';
import { type LocalStackRunning, startLocal } from './start-local.ts';

const HELP = `Runs Prior Consent on this machine: what the template declares, and a console to look at it.

  npm start -- [options]

  --seed             fill the demo company with two years of a past, once
  --seed-number N    which past (1974): the same number gives the same people
  --fresh            drop the data that earlier starts have kept
  --data DIR         where data, secrets and logs are kept (.local)
  --console-port N   port of the console (4100)
  --api-port N       port of the HTTP API (4101)
  --json             print JSON lines, for scripts
  --help             print this

Stop it with Ctrl-C. Data survives the stop; queues, buckets and the mailbox live in memory.`;

const MEMORY_NOTE =
  "local queues live in memory; on restart the ledger's stream is replayed from its beginning, so projections catch up";

// The ways a terminal, a supervisor and a closed window ask for the end.
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const startedAt = performance.now();
const asked = readArguments();
if (asked.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const ending = Promise.withResolvers<Error | undefined>();
  const cancelling = new AbortController();
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      // Asked twice: at once. The guard ends what is left.
      if (cancelling.signal.aborted) process.exit(1);
      cancelling.abort(new LocalError('Stopped before it was ready.'));
      ending.resolve(undefined);
    });
  }
  try {
    const local = await startLocal({
      assemble: (outdir) => synthesize({ outdir, environment: 'local' }),
      folder: asked.data,
      fresh: asked.fresh,
      apiPort: port(asked['api-port'], '--api-port'),
      consolePort: port(asked['console-port'], '--console-port'),
      progress: (line) => say('progress', line),
      recordPermissionsIn: process.env.PERMISSION_RECORDS,
      lost: ending.resolve,
      cancelled: cancelling.signal,
    });
    say('progress', MEMORY_NOTE);
    sayReady(local.apiUrl, local.consoleUrl);
    if (asked.seed) fill(local).catch(ending.resolve);
    const lost = await ending.promise;
    say('stopping', lost?.message ?? 'stopping');
    await local.stop();
    process.exit(lost ? 1 : 0);
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** The stack is usable meanwhile; a past that cannot be filled in stops nobody from looking at the rest. */
async function fill({ apiUrl, consoleUrl }: Pick<LocalStackRunning, 'apiUrl' | 'consoleUrl'>) {
  const progress = (line: string) => say('progress', line);
  const folder = asked.data;
  const seed = wholeNumber(asked['seed-number'], '--seed-number');
  const now = new Date();
  try {
    await seedCompany({ apiUrl, consoleUrl, folder, seed, now, progress });
  } catch (error) {
    const isKnown = error instanceof LocalError || error instanceof Unexpected;
    if (!isKnown) throw error;
    say('progress', `the demo company has no whole past: ${error.message}`);
  }
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        data: { type: 'string', default: '.local' },
        'console-port': { type: 'string', default: '4100' },
        'api-port': { type: 'string', default: '4101' },
        seed: { type: 'boolean', default: false },
        'seed-number': { type: 'string', default: '1974' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(1);
  }
}

function port(text: string, flag: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new LocalError(`${flag} ${text} is not a port: give a number from 0 to 65535.`);
}

function wholeNumber(text: string, flag: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new LocalError(`${flag} ${text} is not a whole number.`);
}

function say(event: 'progress' | 'stopping', message: string): void {
  const seconds = (performance.now() - startedAt) / 1_000;
  if (asked.json) console.log(JSON.stringify({ event, message }));
  else console.log(`${seconds.toFixed(1).padStart(5)} s  ${message}`);
}

function sayReady(apiUrl: string, consoleUrl: string): void {
  if (asked.json) console.log(JSON.stringify({ event: 'ready', apiUrl, consoleUrl }));
  else console.log(`\n  console  ${consoleUrl}\n  API      ${apiUrl}\n\n  Ctrl-C stops it.\n`);
}
