import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PermitRequest } from '../../events/permit.ts';
import { systemClock } from '../../shared/clock.ts';
import { contactIdsOf, contactPointOf } from '../../shared/domain/contact-point.ts';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { Submission } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { outsideSendKey, readSend } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { tickOf } from '../histories.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import { startQueues } from './queue-world.ts';
import type { World } from './world.ts';

const SPOOL = 'withdrawal-spool';
export const CLIENT = 'crm';

type Body = Partial<Record<keyof PermitRequest, unknown>>;

/** The two doors of permits in `world`, with a real spool beside them, and the ledger behind. */
export async function permitDoor(world: World) {
  const queues = await startQueues(SPOOL);
  process.env.AWS_ENDPOINT_URL_SQS = queues.endpoint;
  process.env.WITHDRAWAL_SPOOL_URL = queues.urlOf(SPOOL);
  // No list can name a postal address.
  process.env.ALLOWED_RECIPIENTS = '*';
  const { handler: claim } = await import('../../functions/http/claim-permit.ts');
  const { handler: release } = await import('../../functions/http/release-permit.ts');
  const { contactKeys } = await import('../../shared/secrets.ts');
  const keys = await contactKeys({ PEPPER_SECRET_ID: 'pepper' })();
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);

  const contactOf = (channel: PermitRequest['channel'], address: string) => {
    const point = contactPointOf(channel, address);
    if (!point) throw new Error(`${address} is no address`);
    return contactIdsOf(keys, point);
  };

  const submission = (
    channel: PermitRequest['channel'],
    address: string,
    source: Submission['source'],
    request: ConsentRequest,
  ): Submission => ({
    source,
    parts: [{ ...contactOf(channel, address), requests: [request] }],
    caller: 'test',
    idempotencyKey: () => randomUUID(),
    bodyHash: '',
  });

  return {
    ...{ ledger, queues, stop: queues.stop },

    claim(body: Body, by = CLIENT, scopes = 'permits') {
      const headers = { 'content-type': 'application/json' };
      const caller = { clientId: by, scopes };
      const request = { method: 'POST', path: '/v1/permits', headers, caller };
      return claim(gatewayEvent({ ...request, body: JSON.stringify(body) }), lambdaContext);
    },

    release(permitId: string, query: Record<string, string> = {}, by = CLIENT) {
      const path = `/v1/permits/${permitId}`;
      const caller = { clientId: by, scopes: 'permits' };
      const request = { method: 'DELETE', path, pathParameters: { permitId }, query, caller };
      return release(gatewayEvent(request), lambdaContext);
    },

    contactIdOf: (channel: PermitRequest['channel'], address: string) =>
      contactOf(channel, address).contactId,

    grant: (channel: PermitRequest['channel'], address: string, purpose: string) =>
      withdraw(
        ledger,
        systemClock,
        submission(channel, address, 'form', {
          kind: 'grant',
          tick: tickOf(`${channel}.${purpose}`),
        }),
      ),

    screen: (address: string) => {
      const screenedOn = new Date().toISOString().slice(0, 10);
      const request: ConsentRequest = { kind: 'screen', isListed: false, screenedOn };
      return withdraw(ledger, systemClock, submission('phone', address, 'screening', request));
    },

    leave: (channel: PermitRequest['channel'], address: string) => {
      const reason = channel === 'post' ? 'objected' : 'withdrawn';
      const request: ConsentRequest = { kind: 'withdraw', cover: `${channel}.*`, reason };
      return withdraw(ledger, systemClock, submission(channel, address, 'staff', request));
    },

    permitsOf: async (channel: PermitRequest['channel'], address: string) =>
      Object.keys((await ledger.readGate(contactOf(channel, address).contactId))?.permits ?? {}),

    sendOf: (messageId: string, by = CLIENT) =>
      readSend(world.dynamo, TABLE_NAMES.SENDS_TABLE, outsideSendKey(by, messageId)),

    putGate: (item: Record<string, unknown>) =>
      world.dynamo.send(new PutCommand({ TableName: TABLE_NAMES.GATE_TABLE, Item: item })),
  };
}
