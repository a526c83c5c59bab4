import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionError, Invocation, Report } from './protocol.ts';

// Runs in the child process of one function environment: `bootstrap.ts FOLDER`.
type Handler = (event: unknown, context: object) => unknown;

// Lambda's Node.js 24 refuses handlers with a callback.
const MAX_HANDLER_PARAMETERS = 2;

const folder = process.argv[2] ?? '.';

// The guard does this for a frozen environment; one that runs can see it for itself.
process.on('disconnect', () => process.exit());

try {
  const handler = await load();
  process.on('message', (invocation: Invocation) => {
    void run(handler, invocation).then(report);
  });
  report({ kind: 'ready' });
} catch (error) {
  report({ kind: 'unusable', error: describe(error) });
}

async function load(): Promise<Handler> {
  const module = await import(pathToFileURL(path.join(folder, 'index.mjs')).href);
  const handler: unknown = module.handler;
  if (typeof handler !== 'function') throw new Error('index.handler is undefined or not exported');
  if (handler.length > MAX_HANDLER_PARAMETERS) {
    throw new Error(
      'index.handler takes a callback, which nodejs24.x does not support: return a promise instead',
    );
  }
  return handler as Handler;
}

async function run(handler: Handler, invocation: Invocation): Promise<Report> {
  const { requestId, payload } = invocation;
  try {
    const result = await handler(JSON.parse(payload), contextOf(invocation));
    return { kind: 'succeeded', requestId, payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    console.error(error);
    return { kind: 'failed', requestId, error: describe(error) };
  }
}

function contextOf({ requestId, functionArn, deadline }: Invocation): object {
  return {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  const trace = error.stack?.split('\n');
  return { errorType: error.name, errorMessage: error.message, ...(trace && { trace }) };
}

function report(message: Report): void {
  process.send?.(message);
}
