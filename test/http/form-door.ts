import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { FormDefinition } from '../../events/form.ts';
import type { ContactKind } from '../../events/scope.ts';
import { systemClock } from '../../shared/clock.ts';
import { CANARY_KEY } from '../../shared/domain/canary.ts';
import { contactIdOf } from '../../shared/domain/contact-id.ts';
import type { Door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { TABLE_NAMES } from '../engine.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import type { World } from './world.ts';

export const SCOPE = 'email.newsletter';
export const ORIGIN = 'https://www.larkfield.example.com';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** How a page posts; an origin of null is none. */
type Post = {
  origin?: string | null;
  type?: string;
  formId?: string;
  base64?: boolean;
  headers?: Record<string, string>;
  query?: Record<string, string>;
};

/** The two doors of a signup form in `world`, and a look into the ledger behind them. */
export async function formDoor(world: World) {
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
  const { handler: getForm } = await import('../../functions/http/get-form.ts');
  const { handler: record } = await import('../../functions/http/record-form-consent.ts');
  const { handler: embedForm } = await import('../../functions/http/embed-form.ts');
  const { contactKeys, linkKeys } = await import('../../shared/secrets.ts');
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
  const keys = await contactKeys({ PEPPER_SECRET_ID: 'pepper' })();

  const contactOf = (address: string) => contactIdOf(keys.pepper, 'email', address);
  const eventsOf = (address: string) => ledger.readEvents(contactOf(address));

  const get = (formId: string, query: Record<string, string> = {}) => {
    const path = `/v1/forms/${formId}`;
    const request = { method: 'GET', path, pathParameters: { formId }, query };
    return getForm(gatewayEvent(request), lambdaContext);
  };

  const embedAnswer = (formId: string, query: Record<string, string> = {}) => {
    const path = `/v1/forms/${formId}/embed`;
    const request = { method: 'GET', path, pathParameters: { formId }, query };
    return embedForm(gatewayEvent(request), lambdaContext);
  };

  const serve = async (query: Record<string, string> = {}): Promise<FormDefinition> =>
    JSON.parse((await get('newsletter', query)).body ?? '');

  const post = (
    body: string,
    {
      origin = ORIGIN,
      type = 'application/json',
      formId = 'newsletter',
      base64,
      headers = {},
      query = {},
    }: Post = {},
  ) =>
    record(
      gatewayEvent({
        method: 'POST',
        path: `/v1/forms/${formId}/consents`,
        pathParameters: { formId },
        query,
        headers: { 'content-type': type, ...(origin !== null && { origin }), ...headers },
        body,
        ...(base64 !== undefined && { base64 }),
      }),
      lambdaContext,
    );

  return {
    ...{ ledger, ring, keys, contactOf, eventsOf, get, embedAnswer, serve, post },
    embed: async (formId: string) => (await embedAnswer(formId)).body ?? '',
    postJson: (fields: object, more: Post = {}) => post(JSON.stringify(fields), more),

    changesOf: async (address: string) =>
      (await eventsOf(address)).flatMap(({ changes }) => changes),

    changesAt: async (kind: ContactKind, address: string) =>
      (await ledger.readEvents(contactIdOf(keys.pepper, kind, address))).flatMap(
        ({ changes }) => changes,
      ),

    /** A form just served, with its one choice ticked. */
    async submission(email: string) {
      const { formToken } = await serve();
      return { email, consents: [SCOPE], age: '13-or-over', formToken };
    },

    async ledgerItems(): Promise<number> {
      const { Count } = await world.dynamo.send(
        new ScanCommand({
          TableName: TABLE_NAMES.LEDGER_TABLE,
          Select: 'COUNT',
          // The canary is written by whichever door opens first.
          FilterExpression: 'pk <> :canary',
          ExpressionAttributeValues: { ':canary': CANARY_KEY.pk },
        }),
      );
      return Count ?? 0;
    },

    leave: (address: string) =>
      withdraw(ledger, systemClock, {
        source: 'one-click',
        parts: [
          {
            contactId: contactOf(address),
            matchId: null,
            requests: [{ kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' }],
          },
        ],
        caller: 'u',
        idempotencyKey: (seen) => `${address}#${seen}`,
        bodyHash: '',
      }),
  };
}

/** What a refusal says to a program. */
export function problemOf({ statusCode, body }: Awaited<ReturnType<Door>>) {
  const { status, errors, type } = JSON.parse(body ?? '');
  return { statusCode, status, type, pointers: errors?.map((e: { pointer: string }) => e.pointer) };
}
