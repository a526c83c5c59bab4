import path from 'node:path';
import { LOOPBACK } from './aws-local.ts';
import { startConsole } from './console/console.ts';
import { dynamoDb } from './engines/dynamodb.ts';
import { findJava } from './engines/java.ts';
import { kms } from './engines/kms.ts';
import { queues } from './engines/queues.ts';
import { secretsManager } from './engines/secrets-manager.ts';
import { ses } from './engines/ses.ts';
import { tables } from './engines/tables.ts';
import { textMessages } from './engines/text-messages.ts';
import { freePort } from './free-port.ts';
import type { Endpoints } from './functions/environment-variables.ts';
import { type Functions, functions } from './functions/functions.ts';
import { type Handset, handset } from './handset.ts';
import { type Hops, hops } from './hops.ts';
import { front } from './http/front.ts';
import { policyDoor } from './iam/policy-door.ts';
import { usedPermissions } from './iam/used-permissions.ts';
import { LocalError } from './local-error.ts';
import { type Mailbox, mailbox } from './mailbox.ts';
import { dataLock } from './processes/data-lock.ts';
import { guard } from './processes/guard.ts';
import { removeData } from './remove-data.ts';
import { running, type Service } from './running.ts';
import { queueSource } from './sources/queue-source.ts';
import { streamSource } from './sources/stream-source.ts';
import { stackFile } from './stack-file.ts';
import { type LocalStack, readStack } from './template/read-stack.ts';
import type { Assembly } from './template/template.ts';

export type StartLocalOptions = {
  /** Synthesises the app; `outdir` is a folder for it inside the data folder. */
  assemble(outdir: string): Assembly;
  /** Where data, secrets and logs are kept. */
  folder: string;
  /** Drops what an earlier start has kept there. */
  fresh?: boolean;
  /** 0, the default, takes any free port. */
  apiPort?: number;
  consolePort?: number;
  /** For tests: tables live in memory, and there is no console. */
  inMemory?: boolean;
  withoutConsole?: boolean;
  /** A folder for the record of which permissions the functions have needed; nothing is recorded without it. */
  recordPermissionsIn?: string | undefined;
  /** Hears what is being waited for. */
  progress?: (line: string) => void;
  /** Called once if a part ends by itself; the caller then stops the rest. */
  lost?: (error: Error) => void;
  /** Ends a start that is still going on; its reason is thrown. */
  cancelled?: AbortSignal;
};

export type LocalStackRunning = Pick<LocalStack, 'names' | 'outputs'> & {
  apiUrl: string;
  consoleUrl: string;
  /** The engines themselves, for whoever is no function. */
  endpoints: Endpoints;
  /** Where functions reach every service. */
  policyDoorUrl: string;
  mailbox: Mailbox;
  handset: Handset;
  hops: Hops;
  stop(): Promise<void>;
};

/** Starts exactly what the template declares. Throws a LocalError with the fix, and leaves nothing running. */
export async function startLocal(options: StartLocalOptions): Promise<LocalStackRunning> {
  const progress = options.progress ?? (() => {});
  const run = running(progress, options.cancelled);
  try {
    return await startAll({ ...options, folder: path.resolve(options.folder), progress }, run);
  } catch (error) {
    await run.stop();
    throw error;
  }
}

type Resolved = StartLocalOptions & { progress: (line: string) => void };

async function startAll(options: Resolved, run: ReturnType<typeof running>) {
  const { folder, progress } = options;
  const lost = options.lost ?? ((error) => console.error(error.message));
  const apiPort = await freePort(options.apiPort ?? 0, '--api-port');
  const consolePort = await freePort(options.consolePort ?? 0, '--console-port');
  const apiUrl = `http://localhost:${apiPort}`;
  const consoleUrl = `http://localhost:${consolePort}`;
  const ports = await enginePorts();
  const endpoints = endpointsAt(ports);

  await run.start(dataLock(folder));
  if (options.fresh) removeData(folder);
  const java = await findJava(progress);
  const keeper = guard(() => lost(new LocalError('The guard process was killed.')));
  const { inMemory = false } = options;
  const engine = dynamoDb({ java, port: ports.dynamodb, folder, inMemory, guard: keeper, lost });
  await run.start(keeper, engine);

  progress('template and bundles');
  const assembly = options.assemble(path.join(folder, 'cdk.out'));
  const stack = readStack(assembly, { apiUrl, queuesUrl: endpoints.sqs });
  progress('waiting for DynamoDB Local');
  await engine.answering();

  const box = mailbox();
  const phone = handset();
  const log = hops();
  const policyDoorUrl = at(ports.policyDoor);
  const reached = { policyDoor: policyDoorUrl, sqs: endpoints.sqs };
  const pools = functions(stack, { endpoints: reached, folder, guard: keeper, hops: log });
  const used = usedPermissions(options.recordPermissionsIn, stack.functions);
  const { configurationSets, textConfigurationSets, names, outputs } = stack;
  await run.start(
    tables(stack.tables, endpoints.dynamodb),
    queues(stack, ports.sqs, log),
    secretsManager(stack.secrets, ports.secretsManager, folder),
    kms({ keys: stack.keys, port: ports.kms, folder }),
    ses({ port: ports.ses, configurationSets, mailbox: box, hops: log }),
    textMessages({
      port: ports.sms,
      configurationSets: textConfigurationSets,
      handset: phone,
      hops: log,
    }),
    policyDoor({
      port: ports.policyDoor,
      endpoints,
      functions: stack.functions,
      tables: stack.tables,
      folder,
      used,
      hops: log,
    }),
    pools,
    ...sourcesOf(stack, pools, policyDoorUrl, log),
    ...(stack.api
      ? [front({ api: stack.api, port: apiPort, invoke: pools.invoke, hops: log })]
      : []),
  );
  if (!options.withoutConsole) {
    const shown = { apiUrl, mailbox: box, handset: phone, hops: log };
    await run.start(consoleService({ port: consolePort, ...shown }));
  }
  await run.start(stackFile(folder, { apiUrl, consoleUrl, endpoints, names, outputs }));
  const stop = () => run.stop();
  return {
    apiUrl,
    consoleUrl,
    endpoints,
    policyDoorUrl,
    names,
    outputs,
    mailbox: box,
    handset: phone,
    hops: log,
    stop,
  };
}

async function enginePorts() {
  const any = () => freePort(0, '');
  return {
    dynamodb: await any(),
    sqs: await any(),
    ses: await any(),
    sms: await any(),
    secretsManager: await any(),
    kms: await any(),
    policyDoor: await any(),
  };
}

function endpointsAt(ports: Awaited<ReturnType<typeof enginePorts>>): Endpoints {
  return {
    dynamodb: at(ports.dynamodb),
    dynamodb_streams: at(ports.dynamodb),
    sqs: at(ports.sqs),
    sns: at(ports.sqs),
    s3: at(ports.sqs),
    ses: at(ports.ses),
    pinpoint_sms_voice_v2: at(ports.sms),
    secrets_manager: at(ports.secretsManager),
    kms: at(ports.kms),
  };
}

function at(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

function sourcesOf(
  stack: LocalStack,
  pools: Functions,
  policyDoorUrl: string,
  log: Hops,
): Service[] {
  return [
    ...stack.queueSources.map((source) =>
      queueSource({
        source,
        endpoint: policyDoorUrl,
        invoke: (event) => pools.invoke(source.fn, event),
        hops: log,
      }),
    ),
    ...stack.streamSources.map((source) =>
      streamSource({
        source,
        endpoint: policyDoorUrl,
        invoke: (event) => pools.invoke(source.fn, event),
        hops: log,
      }),
    ),
  ];
}

function consoleService(options: Parameters<typeof startConsole>[0]): Service {
  let stopConsole = async (): Promise<void> => {};
  return {
    name: 'console',
    async start() {
      stopConsole = (await startConsole(options)).stop;
    },
    stop: () => stopConsole(),
  };
}
