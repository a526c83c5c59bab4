import type { ClientRate } from '../../events/api-key.ts';
import { ConsentReceipt, ImportReport } from '../../events/consent.ts';
import { LinkAnswer } from '../../events/link.ts';
import type { Scope } from '../../events/scope.ts';
import { contactIdsOf, contactPointOf } from '../../shared/domain/contact-point.ts';
import { permission } from '../../shared/domain/permission.ts';
import { channelOf } from '../../shared/domain/scope.ts';
import type { Door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN } from '../histories.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import type { World } from './world.ts';

export const NOTICE = 'contact-2026-11';

/** A yes to that scope, by its wording of the catalogue. */
export function grantOf(scope: Scope, more: object = {}) {
  const [channel, purpose] = scope.split('.');
  const wordingId = `${purpose}-${channel}-2026-11`;
  return { channel, purpose, wordingId, noticeId: NOTICE, ...more };
}

/** The catalogue's newsletter has a notice of its own. */
export const newsletter = grantOf('email.newsletter', { noticeId: 'signup-2026-11' });

type By = { clientId: string; scopes: string } & Partial<ClientRate>;

/** What a server reaches with its key in `world`, and a look into the ledger behind it. */
export async function consentDoor(world: World) {
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
  const { handler: consents } = await import('../../functions/http/record-consents.ts');
  const { handler: imports } = await import('../../functions/http/import-consents.ts');
  const { handler: links } = await import('../../functions/http/make-links.ts');
  const { contactKeys, linkKeys } = await import('../../shared/secrets.ts');
  const keys = await contactKeys({ PEPPER_SECRET_ID: 'pepper' })();
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();

  const call = (door: Door, path: string, key: string | null, body: unknown, caller: By) =>
    door(
      gatewayEvent({
        method: 'POST',
        path,
        headers: {
          'content-type': 'application/json',
          ...(key !== null && { 'idempotency-key': key }),
        },
        caller,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
      lambdaContext,
    );

  const contactOf = (scope: Scope, address: string) => {
    const point = contactPointOf(channelOf(scope), address);
    if (!point) throw new Error(`${address} is no address`);
    return contactIdsOf(keys, point).contactId;
  };

  const consent = (
    key: string | null,
    body: unknown,
    clientId = 'shop',
    scopes = 'record',
    rate: Partial<ClientRate> = {},
  ) => call(consents, '/v1/consents', key, body, { clientId, scopes, ...rate });

  return {
    ...{ ledger, keys, ring, contactOf, consent },

    imports: (key: string | null, body: unknown, clientId = 'shop', scopes = 'import') =>
      call(imports, '/v1/imports', key, body, { clientId, scopes }),

    links: (body: unknown, scopes = 'links') =>
      call(links, '/v1/links', null, body, { clientId: 'shop', scopes }),

    /** Records it and expects to be answered as for the first time. */
    async recorded(key: string, body: object): Promise<ConsentReceipt> {
      const answer = await consent(key, body);
      if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${answer.body}`);
      return ConsentReceipt.parse(json(answer));
    },

    reasonFor: async (scope: Scope, address: string) => {
      const gate = await ledger.readGate(contactOf(scope, address));
      return permission(gate, scope, new Date(), OPEN).reason;
    },

    eventsOf: (scope: Scope, address: string) => ledger.readEvents(contactOf(scope, address)),

    linksOf: (scope: Scope, address: string) =>
      linkedContacts(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE, contactOf(scope, address)),
  };
}

type Answer = Awaited<ReturnType<Door>>;

export const json = ({ body }: Answer) => JSON.parse(body ?? '');

export const reportOf = (answer: Answer) => ImportReport.parse(json(answer));

export const linksIn = (answer: Answer) => LinkAnswer.parse(json(answer)).items;

export function faultsOf(answer: Answer): Record<string, string> {
  const { errors = [] } = json(answer);
  return Object.fromEntries(
    errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [pointer, detail]),
  );
}
