import { catalogue } from '../../../shared/catalogue.ts';
import { backOff } from '../../../shared/clock.ts';
import { PermitToken } from '../../../shared/domain/token.ts';
import { ConsentError } from '../../../shared/errors.ts';
import { isOnRecord } from '../../../shared/ledger/dynamo-ledger.ts';
import { addHold } from '../../../shared/ledger/holds-table.ts';
import {
  type ClaimPorts,
  claimOutside,
  releaseOutside,
} from '../../../shared/sending/outside-permit.ts';
import { claimNew, dynamoPermits } from '../../../shared/sending/permits.ts';
import { readSend, settleOutsideSend } from '../../../shared/sending/sends-table.ts';
import { OPEN } from '../../histories.ts';
import type { OutsidePlan } from '../outages.ts';
import { startMessage } from '../provider.ts';
import { looksEmpty } from '../spool.ts';
import { ADDRESSES, type World } from '../world.ts';
import { isExpected } from './expected.ts';
import { clientOf } from './sender.ts';

const DOOR_TIMEOUT_MS = 10_000;
const MAX_SKEW_MS = 20_000;
const MAX_RELEASES = 8;
const RELEASE_BACK_OFF = { baseMs: 50, capMs: 1_000 };

/** Another system's process, which no platform kills: it keeps to its permit's life by itself. */
export function sendOutside(world: World, { message, atMs }: OutsidePlan, name: string): void {
  const { scheduler, system, tally } = world;
  const client = world.task(world.environment(name));
  const work = async () => {
    // Before the request, as a client has to.
    const askedAtMs = scheduler.nowMs();
    const granted = await throughDoor(world, `${name} door`, (ports) =>
      claimOutside(ports, clientOf(world), {
        ...{ channel: 'email', purpose: message.scope.split('.')[1] ?? '' },
        ...{ address: ADDRESSES.email, messageId: message.id },
      }),
    );
    await scheduler.park(client, `← POST /v1/permits: ${granted ? 201 : 'no'}`);
    tally(granted ? 'permits granted over HTTP' : 'permits refused over HTTP');
    if (!granted) return;
    const lifeFromMs = system.countsLifeFrom({ askedAtMs, answeredAtMs: scheduler.nowMs() });
    const mayStart = () => scheduler.nowMs() - lifeFromMs < granted.validForMs;
    const outcome = await startMessage(message, mayStart);
    const isTooLate = outcome === 'never began';
    tally(isTooLate ? 'permits that ran out before the call' : 'calls under a permit over HTTP');
    const said = isTooLate || outcome === 'refused' ? 'not_sent' : 'sent';
    for (let attempt = 0; attempt < MAX_RELEASES; attempt++) {
      const isDone = await throughDoor(world, `${name} door`, async (ports) => {
        const token = PermitToken.parse(JSON.parse(granted.permitId));
        await releaseOutside(ports, token, outcome === 'unknown' ? undefined : said);
        return true;
      });
      if (isDone) return;
      await backOff(world.clock(0), attempt, RELEASE_BACK_OFF);
    }
  };
  scheduler.start(client, work, atMs);
}

/** One request in a function environment of its own; undefined if it failed, and nothing if that is killed. */
function throughDoor<T>(
  world: World,
  name: string,
  work: (ports: ClaimPorts) => Promise<T>,
): Promise<T | undefined> {
  const { scheduler } = world;
  const { promise, resolve } = Promise.withResolvers<T | undefined>();
  const environment = world.environment(`${name} ${world.nextNumber()}`);
  environment.onKill = () => resolve(undefined);
  const invoke = async () => {
    scheduler.begin(environment, scheduler.nowMs() + DOOR_TIMEOUT_MS);
    const [answer] = await Promise.allSettled([work(portsOf(world))]);
    scheduler.end(environment);
    if (answer.status === 'fulfilled') return resolve(answer.value);
    scheduler.note(environment.name, `failed: ${answer.reason}`);
    if (!isRefusal(answer.reason)) world.surprises.push(answer.reason);
    resolve(undefined);
  };
  scheduler.start(world.task(environment), invoke, scheduler.nowMs());
  return promise;
}

function isRefusal(error: unknown): boolean {
  if (isExpected(error)) return true;
  const isOurs = error instanceof ConsentError;
  return isOurs && (error.code === 'send_refused' || error.code === 'message_id_used');
}

function portsOf(world: World): ClaimPorts {
  const { database, keys, random } = world;
  const { dynamo, tables } = database;
  return {
    ...{ catalogue, rules: OPEN, allowedRecipients: ['*'] },
    keys: async () => keys,
    clock: world.clock(random.between(-MAX_SKEW_MS, MAX_SKEW_MS)),
    isSpoolEmpty: () => looksEmpty(world),
    permits: dynamoPermits(dynamo, tables, claimNew),
    isOnRecord: (contactId) => isOnRecord(dynamo, tables.LEDGER_TABLE, contactId),
    addHold: (...hold) => addHold(dynamo, tables.GATE_TABLE, ...hold),
    readSend: (send) => readSend(dynamo, tables.SENDS_TABLE, send),
    settle: (...told) => settleOutsideSend(dynamo, tables.SENDS_TABLE, ...told),
    minter: async () => (token) => JSON.stringify(token),
    measure: () => {},
  };
}
