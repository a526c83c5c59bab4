import { randomUUID } from 'node:crypto';
import type { ContactId, Cover, Scope } from '../../events/scope.ts';
import { systemClock } from '../../shared/clock.ts';
import { permission } from '../../shared/domain/permission.ts';
import { mintPreferencesLink, type PreferencesLink } from '../../shared/domain/preferences-link.ts';
import { channelOf } from '../../shared/domain/scope.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { record } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';
import { gatewayEvent, lambdaContext, type Request } from './gateway-event.ts';
import { newContact } from './unsubscribe-door.ts';
import { ENVIRONMENT, type World } from './world.ts';

const HOUR_MS = 60 * 60 * 1_000;

/** The preference centre's door in `world`, with people who come to it and a look into the ledger behind it. */
export async function preferencesDoor(world: World) {
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
  const { handler } = await import('../../functions/http/preferences.ts');
  const { linkKeys } = await import('../../shared/secrets.ts');
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
  const submission = { caller: 'test', bodyHash: '', idempotencyKey: () => randomUUID() };

  const tokenOf = (
    contactId: ContactId,
    channel: PreferencesLink['channel'] = 'email',
    forMs = HOUR_MS,
  ) => {
    const expiresAt = new Date(Date.now() + forMs);
    return mintPreferencesLink(ring, ENVIRONMENT, { contactId, channel, expiresAt });
  };
  const call = (method: string, token: string, more: Partial<Request> = {}) =>
    handler(
      gatewayEvent({ method, path: `/p/${token}`, pathParameters: { token }, ...more }),
      lambdaContext,
    );

  return {
    ...{ ledger, tokenOf, call },
    expired: (contactId: ContactId, channel: PreferencesLink['channel'] = 'email') =>
      tokenOf(contactId, channel, -2 * HOUR_MS),

    /** Somebody who has said yes to these. */
    async person(...scopes: Scope[]): Promise<ContactId> {
      const contactId = newContact();
      const requests = scopes.map((scope) => ({ kind: 'grant', tick: tickOf(scope) }) as const);
      const part = { contactId, matchId: null, requests };
      await record(ledger, systemClock, { ...submission, source: 'form', parts: [part] });
      return contactId;
    },

    /** Somebody, perhaps a stranger, has filled in a form; nobody has confirmed it. */
    async ask(contactId: ContactId, scope: Scope) {
      const tick = tickOf(scope, { doubleOptIn: true });
      const part = { contactId, matchId: null, requests: [{ kind: 'grant', tick } as const] };
      await record(ledger, systemClock, { ...submission, source: 'form', parts: [part] });
    },

    /** A yes of that day, out of somebody's books. */
    async reported(contactId: ContactId, scope: Scope, givenAt: Date) {
      const request = { kind: 'grant', tick: tickOf(scope), givenAt } as const;
      const part = { contactId, matchId: null, requests: [request] };
      await record(ledger, systemClock, { ...submission, source: 'import', parts: [part] });
    },

    /** One form named all of these: an email address, a number, a postal address that objects. */
    async household() {
      const [email, phone, post] = [newContact(), newContact(), newContact()];
      const grant = (scope: Scope) => ({ kind: 'grant', tick: tickOf(scope) }) as const;
      const cover: Cover = 'post.catalogue';
      await record(ledger, systemClock, {
        ...{ ...submission, source: 'form', linksParts: true },
        parts: [
          { contactId: email, matchId: null, requests: [grant('email.offers')] },
          {
            contactId: phone,
            matchId: null,
            requests: [grant('sms.offers'), grant('phone.events')],
          },
          {
            ...{ contactId: post, matchId: null },
            requests: [{ kind: 'withdraw', cover, reason: 'objected' }],
          },
        ],
      });
      return { email, phone, post };
    },

    stop: (contactId: ContactId, cover: Cover) =>
      withdraw(ledger, systemClock, {
        ...{ ...submission, source: 'one-click' },
        parts: [
          {
            contactId,
            matchId: null,
            requests: [{ kind: 'withdraw', cover, reason: 'withdrawn' }],
          },
        ],
      }),

    /** The page as it is served, and what a form of it posts with these ticks. */
    async open(token: string, lang?: string) {
      const { body = '' } = await call('GET', token, { ...(lang && { query: { lang } }) });
      const seen = /name="seen" value="([^"]+)"/.exec(body)?.[1] ?? '';
      return {
        ...{ body, seen },
        submit: (ticks: [string, string][]) =>
          call('POST', token, { body: String(new URLSearchParams([...ticks, ['seen', seen]])) }),
      };
    },

    press: (token: string, body: string) => call('POST', token, { body }),

    async mayStart(contactId: ContactId, scope: Scope): Promise<boolean> {
      const gate = await ledger.readGate(contactId);
      const screened = {
        listedSince: null,
        screenedOn: new Date().toISOString().slice(0, 10),
        seq: 1,
      };
      const known = gate && channelOf(scope) === 'phone' ? { ...gate, screening: screened } : gate;
      return permission(known, scope, new Date(), OPEN).allowed;
    },

    /** What is on record of a contact point, in order. */
    async changes(contactId: ContactId): Promise<string[]> {
      const events = await ledger.readEvents(contactId);
      return events.flatMap(({ changes }) =>
        changes.map((change) => {
          const of = 'cover' in change ? change.cover : 'scope' in change ? change.scope : '';
          return `${change.type} ${of}`;
        }),
      );
    },
  };
}
