import type { Scope } from '../../events/scope.ts';
import { includes } from '../../shared/domain/scope.ts';
import { liftVerifiedHold } from '../../shared/ledger/lift-verified-hold.ts';
import { openFence } from '../../shared/sending/fence.ts';
import { sendOne } from '../../shared/sending/send-one.ts';
import { clientOf, putMessage, sendPorts } from './actors/sender.ts';
import type { Contact, Receipt } from './logs.ts';
import type { Message } from './scenario.ts';
import type { World } from './world.ts';

const SCOPES: readonly { contact: Contact; scope: Scope }[] = [
  { contact: 0, scope: 'email.newsletter' },
  { contact: 0, scope: 'email.offers' },
  { contact: 1, scope: 'sms.newsletter' },
];
const LONG_MS = 60_000;

/**
 * When all is quiet and the spool is empty: an operator lifts what is still held, and then somebody tries to send
 * all that was only received to be stopped. What starts is in the provider's log, like any other message.
 */
export async function proveReceived(world: World): Promise<void> {
  const { receipts } = world.logs;
  if (receipts.length === 0) return;
  for (const contactId of world.contactIds) await liftAll(world, contactId);
  for (const { contact, scope } of SCOPES) {
    if (!receipts.some((receipt) => stops(receipt, contact, scope))) continue;
    const started = await trySend(world, { id: `msg_probe_${scope}`, contact, scope });
    if (!started) world.tally('spooled withdrawals found in force at the end');
  }
}

const stops = ({ contact, cover }: Receipt, at: Contact, scope: Scope) =>
  contact === at && includes(cover, scope);

async function liftAll({ system, database, spool, tally }: World, contactId: string) {
  const ledger = system.ledger(database);
  const isSpoolEmpty = async () => spool.every(({ takenOffAtMs }) => Number.isFinite(takenOffAtMs));
  for (const hold of (await ledger.readGate(contactId))?.holds ?? []) {
    const { outcome } = await liftVerifiedHold({ ledger, isSpoolEmpty }, contactId, hold);
    if (outcome === 'lifted') tally('holds left behind, and lifted by command');
  }
}

async function trySend(world: World, message: Message): Promise<boolean> {
  const { scheduler, logs } = world;
  await putMessage(world, message);
  let started = false;
  const ports = sendPorts(world, () => async () => {
    started = true;
    const { id, contact, scope } = message;
    logs.starts.push({
      ...{ step: scheduler.step() + 1, atMs: scheduler.nowMs(), message: id, contact, scope },
      ...{ sender: 'probe', outcome: 'accepted' },
    });
    return 'accepted';
  });
  const send = {
    version: 1,
    client: clientOf(world),
    messageId: message.id,
    recipient: 0,
  } as const;
  const newPermitId = () => message.id;
  await sendOne(ports, send, { fence: openFence(), remainingMs: () => LONG_MS, newPermitId });
  return started;
}
