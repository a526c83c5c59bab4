import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Source } from '../../events/ledger-event.ts';
import type { ContactId, Scope } from '../../events/scope.ts';
import { SendRecord } from '../../events/send-record.ts';
import { systemClock } from '../../shared/clock.ts';
import { contactIdOf } from '../../shared/domain/contact-id.ts';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { suppressionsOf } from '../../shared/domain/suppressions.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { record } from '../../shared/ledger/record.ts';
import { putSuppression } from '../../shared/suppression-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { tickOf } from '../histories.ts';
import type { World } from '../http/world.ts';

/** People who say yes and no in `world`, and what the service would keep of it. */
export async function ledgerWorld(world: World) {
  const { contactKeys } = await import('../../shared/secrets.ts');
  const { pepper } = await contactKeys({ PEPPER_SECRET_ID: 'pepper' })();
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
  const idOf = (address: string) => contactIdOf(pepper, 'email', address);
  let submissions = 0;

  async function say(address: string, source: Source, request: ConsentRequest): Promise<string> {
    const { receipt } = await record(ledger, systemClock, {
      source,
      parts: [{ contactId: idOf(address), matchId: null, requests: [request] }],
      caller: 'test',
      idempotencyKey: () => `submission ${submissions++}`,
      bodyHash: '',
    });
    const eventId = receipt.parts[0]?.event?.eventId;
    if (!eventId) throw new Error('nothing was recorded');
    return eventId;
  }

  return {
    ledger,
    idOf,
    sayYes: (address: string, scope: Scope = 'email.newsletter') =>
      say(address, 'form', { kind: 'grant', tick: tickOf(scope) }),
    sayNo: (address: string) =>
      say(address, 'one-click', {
        kind: 'withdraw',
        cover: 'email.newsletter',
        reason: 'withdrawn',
      }),
    /** Having seen the one withdrawal that there was. */
    comeBack: (address: string) =>
      say(address, 'preference-page', {
        kind: 'grant',
        tick: tickOf('email.newsletter'),
        saw: { basis: 1, seq: 2 },
      }),

    /** What the news of an event does. */
    async project(contactId: ContactId) {
      const gate = await ledger.readGate(contactId);
      if (!gate) throw new Error('no gate');
      for (const suppression of suppressionsOf(gate)) {
        await putSuppression(world.dynamo, TABLE_NAMES.SUPPRESSION_TABLE, gate, suppression);
      }
    },

    /** One recipient of a message that the gate refused just now. */
    async refuse(messageId: string, address: string, scope: Scope) {
      const send: SendRecord = {
        ...{
          pk: `shop#${messageId}`,
          sk: '0000',
          state: 'refused',
          scope,
          contactId: idOf(address),
        },
        ...{ reason: 'withdrawn', permitId: null, updatedAt: new Date().toISOString() },
      };
      const Item = SendRecord.parse(send);
      await world.dynamo.send(new PutCommand({ TableName: TABLE_NAMES.SENDS_TABLE, Item }));
    },
  };
}
