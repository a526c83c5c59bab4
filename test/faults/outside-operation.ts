import { randomBytes } from 'node:crypto';
import { catalogue } from '../../shared/catalogue.ts';
import { contactIdsOf, contactPointOf } from '../../shared/domain/contact-point.ts';
import { PermitToken } from '../../shared/domain/token.ts';
import { ConsentError } from '../../shared/errors.ts';
import { isOnRecord } from '../../shared/ledger/dynamo-ledger.ts';
import { addHold } from '../../shared/ledger/holds-table.ts';
import { record } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import {
  type ClaimPorts,
  claimOutside,
  releaseOutside,
} from '../../shared/sending/outside-permit.ts';
import { claimNew, dynamoPermits } from '../../shared/sending/permits.ts';
import { outsideSendKey, readSend, settleOutsideSend } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN } from '../histories.ts';
import { no, recordFaults, stopFaults, submissionOf, yes } from './consent.ts';
import type { Operation } from './operation.ts';
import { point } from './points.ts';
import type { World } from './world.ts';

const CLIENT = 'crm';
const MESSAGE = 'msg_1';
const ADDRESS = 'sam@example.com';
const MAX_RELEASES = 3;
const KEY_BYTES = 32;

/** What another system does with a message: claim, call, release; and if it was claimed before, never again. */
export const sendOutside: Operation = {
  name: 'send elsewhere under a permit',
  async begin(world) {
    const { keys, contactId } = newAddress();
    const ports = portsOf(world, keys);
    const messageId = `${MESSAGE} to ${contactId}`;
    await record(world.ledger, world.clock, submissionOf([contactId], yes, 'form'));
    const call = world.provider(messageId);
    return {
      async attempt() {
        const permitId = await claimOnce(ports, messageId);
        if (permitId === null) return 'given up';
        const outcome = await call(new AbortController().signal);
        await release(ports, permitId, outcome === 'accepted' ? 'sent' : undefined);
        return 'sent';
      },
      beforeRetry: () => {},
      async faults(acknowledged) {
        const reached = world.provided.length;
        const send = outsideSendKey(CLIENT, messageId);
        const state = (await readSend(world.dynamo, TABLE_NAMES.SENDS_TABLE, send))?.state;
        await withdraw(world.ledger, world.clock, submissionOf([contactId], no, 'one-click'));
        return [
          ...(reached > 1 ? [`the provider got it ${reached} times`] : []),
          ...(state === 'sent' && reached === 0 ? ['sent, though the provider never got it'] : []),
          ...(acknowledged[0] === 'sent' && state !== 'sent' ? [`sent, and ends as ${state}`] : []),
          ...(await recordFaults(world, [contactId], 2, [])),
          ...(await stopFaults(world, contactId)),
        ];
      },
    };
  },
};

function newAddress() {
  const keys = { pepper: randomBytes(KEY_BYTES), matchKey: randomBytes(KEY_BYTES) };
  const address = contactPointOf('email', ADDRESS);
  if (!address) throw new Error(`${ADDRESS} is no address`);
  return { keys, contactId: contactIdsOf(keys, address).contactId };
}

/** Null if it had been claimed before: by whom, and what became of it, nobody can say. */
async function claimOnce(ports: ClaimPorts, messageId: string): Promise<string | null> {
  const request = { channel: 'email', purpose: 'newsletter', address: ADDRESS, messageId } as const;
  try {
    return (await claimOutside(ports, CLIENT, request)).permitId;
  } catch (error) {
    if (error instanceof ConsentError && error.code === 'message_id_used') return null;
    throw error;
  }
}

/** Released twice does no harm, so that a client may ask again. */
async function release(ports: ClaimPorts, permitId: string, outcome: 'sent' | undefined) {
  const token = PermitToken.parse(JSON.parse(permitId));
  for (let attempt = 1; ; attempt++) {
    try {
      return await releaseOutside(ports, token, outcome);
    } catch (error) {
      if (attempt === MAX_RELEASES) throw error;
    }
  }
}

type Keys = Awaited<ReturnType<ClaimPorts['keys']>>;

function portsOf({ dynamo, clock }: World, keys: Keys): ClaimPorts {
  const look = { name: 'GetQueueAttributes', isWrite: false, actions: 0 };
  return {
    ...{ catalogue, clock, rules: OPEN, allowedRecipients: ['*'] },
    keys: async () => keys,
    // As the product has it: what cannot be read counts as not empty.
    isSpoolEmpty: () => point(look, async () => true).catch(() => false),
    permits: dynamoPermits(dynamo, TABLE_NAMES, claimNew),
    isOnRecord: (contactId) => isOnRecord(dynamo, TABLE_NAMES.LEDGER_TABLE, contactId),
    addHold: (...hold) => addHold(dynamo, TABLE_NAMES.GATE_TABLE, ...hold),
    readSend: (send) => readSend(dynamo, TABLE_NAMES.SENDS_TABLE, send),
    settle: (...told) => settleOutsideSend(dynamo, TABLE_NAMES.SENDS_TABLE, ...told),
    minter: async () => (token) => JSON.stringify(token),
    measure: () => {},
  };
}
