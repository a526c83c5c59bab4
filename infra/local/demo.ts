/** npm run demo: tells the story of one person's consent over real HTTP, and exits 0 only if all was as told. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { consentCli } from './demo/consent-cli.ts';
import { narrator } from './demo/narrator.ts';
import { tellDemo } from './demo/tell-demo.ts';

const HELP = `Tells the story of one person's consent over real HTTP. Needs a running \`npm start\`.

  npm run demo -- [options]

  --api URL    address of the HTTP API (as \`npm start\` has said it)
  --data DIR   data folder of the local stack (.local)
  --json       print JSON lines, for scripts
  --help       print this

Ends with 0 only if every step was as told.`;
const DEFAULT_CONSOLE_URL = 'http://localhost:4100';
const PING_TIMEOUT_MS = 5_000;

/** What `npm start` leaves in its data folder while it runs. */
const Stack = z.object({ apiUrl: z.url(), consoleUrl: z.url() });

const asked = readArguments();
const dataDir = asked.data ?? '.local';
const stack = asked.help ? undefined : await findStack();
if (asked.help) {
  console.log(HELP);
} else if (stack) {
  const address = `demo-${randomBytes(5).toString('hex')}@example.com`;
  const told = narrator({ json: asked.json === true, write: (text) => process.stdout.write(text) });
  const asTold = await told.tell(address, () =>
    tellDemo({ ...stack, address, cli: consentCli(asked.data) }, told),
  );
  process.exitCode = asTold ? 0 : 1;
} else {
  process.exitCode = 1;
}

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({ options: { api: text, data: text, json: flag, help: flag } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(1);
  }
}

/** Undefined, having said why, if no local stack answers. */
async function findStack(): Promise<z.infer<typeof Stack> | undefined> {
  const written = readStack();
  const found = {
    apiUrl: (asked.api ?? written?.apiUrl ?? '').replace(/\/$/, ''),
    consoleUrl: written?.consoleUrl ?? DEFAULT_CONSOLE_URL,
  };
  if (found.apiUrl && (await answers(found.apiUrl))) return found;
  const where = found.apiUrl ? `nothing answers at ${found.apiUrl}` : `no stack.json in ${dataDir}`;
  console.error(`The local stack is not running: ${where}.
Start it in another terminal and try again:

  npm start`);
  return undefined;
}

function readStack(): z.infer<typeof Stack> | undefined {
  try {
    return Stack.parse(JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8')));
  } catch {
    return undefined; // no file, or half of one: the stack is not up
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/v1/forms/newsletter`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PING_TIMEOUT_MS),
    });
    return true;
  } catch {
    return false;
  }
}
