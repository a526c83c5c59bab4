import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { chainFaults } from '../../shared/domain/event-hash.ts';
import { foldEvents, stateOf } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import type { Recorded, Submission } from '../../shared/ledger/record.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';
import type { World } from './world.ts';

export const SCOPE = 'email.newsletter';
export const yes: ConsentRequest = { kind: 'grant', tick: tickOf(SCOPE) };
export const no: ConsentRequest = { kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' };

export function submissionOf(
  contactIds: readonly string[],
  request: ConsentRequest,
  source: Submission['source'],
): Submission {
  return {
    source,
    parts: contactIds.map((contactId) => ({ contactId, matchId: null, requests: [request] })),
    caller: 'test',
    idempotencyKey: (seen) => `${contactIds.join()} ${request.kind} ${seen}`,
    bodyHash: '',
  };
}

/** Exactly these events at each, whole chains, gates that agree, and one receipt however often it was told. */
export async function recordFaults(
  { ledger }: World,
  contactIds: readonly string[],
  count: number,
  acknowledged: readonly Recorded[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const contactId of contactIds) {
    const [gate, events] = [await ledger.readGate(contactId), await ledger.readEvents(contactId)];
    if (events.length < count) faults.push(`${count - events.length} acknowledged events lost`);
    if (events.length > count) faults.push(`${events.length - count} events doubled`);
    if (chainFaults(events).length > 0) faults.push('the chain is broken');
    const agrees = gate && JSON.stringify(stateOf(gate)) === JSON.stringify(foldEvents(events));
    if (!agrees && !sameState(gate && stateOf(gate), foldEvents(events))) {
      faults.push('the gate is not what its events fold to');
    }
    if (gate && gate.holds.length > 0) faults.push(`held: ${gate.holds.join()}`);
    const told = acknowledged.flatMap(({ receipt }) => receipt.parts).map(({ event }) => event);
    const known = new Set(events.map(({ eventId }) => eventId));
    const strange = told.filter(
      (event) => event && contactIds.length === 1 && !known.has(event.eventId),
    );
    if (strange.length > 0) faults.push('a receipt names an event that is not there');
  }
  return faults;
}

function sameState(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([x], [y]) => (x < y ? -1 : 1))
            .map(([key, member]) => [key, sorted(member)]),
        )
      : value;
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** What was acknowledged as stopped must be: whoever might still start something is gone. */
export async function stopFaults({ ledger, clock }: World, contactId: string): Promise<string[]> {
  const gate = await ledger.readGate(contactId);
  const { allowed } = permission(gate, SCOPE, clock.now(), OPEN);
  const open = Object.keys(gate?.permits ?? {}).length;
  return [
    ...(allowed ? ['acknowledged, and yet it may be sent'] : []),
    ...(open > 0 ? ['acknowledged over a live permit'] : []),
  ];
}

/** Of an environment that died between its claim and its release. */
export async function putPermit({ dynamo, clock }: World, contactId: string): Promise<void> {
  await dynamo.send(
    new UpdateCommand({
      TableName: TABLE_NAMES.GATE_TABLE,
      Key: { contactId },
      UpdateExpression: 'SET permits.gone = :permit',
      ExpressionAttributeValues: { ':permit': { scope: SCOPE, at: clock.now().toISOString() } },
    }),
  );
}
