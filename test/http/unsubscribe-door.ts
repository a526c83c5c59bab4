import { randomBytes } from 'node:crypto';
import type { Scope } from '../../events/scope.ts';
import { systemClock } from '../../shared/clock.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { evolve, newGate, stateOf } from '../../shared/domain/gate.ts';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { mintTextLink } from '../../shared/domain/unsubscribe-link.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { record } from '../../shared/ledger/record.ts';
import { TABLE_NAMES } from '../engine.ts';
import { granted, headerOf, tickOf } from '../histories.ts';
import { gatewayEvent, lambdaContext, type Request } from './gateway-event.ts';
import { ENVIRONMENT, type World } from './world.ts';

export const SCOPE = 'email.newsletter';

export const newContact = () => randomBytes(16).toString('base64url');

/** The unsubscribe door in `world`, with people who come to it and a look into the ledger behind it. */
export async function unsubscribeDoor(world: World) {
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
  const { handler } = await import('../../functions/http/unsubscribe.ts');
  const { linkKeys } = await import('../../shared/secrets.ts');
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();

  const claimsOf = (contactId: string, scope: Scope) =>
    ({ kind: 'u', contactId, scope, messageId: 'msg_1' }) as const;
  const tokenOf = (contactId: string, scope: Scope = SCOPE, environment = ENVIRONMENT) =>
    mintToken(ring, environment, UnsubscribeToken, claimsOf(contactId, scope));

  return {
    ledger,
    tokenOf,
    tokenUnder: (other: KeyRing, contactId: string) =>
      mintToken(other, ENVIRONMENT, UnsubscribeToken, claimsOf(contactId, SCOPE)),

    /** The token of the link in a text. */
    textLinkOf: (contactId: string, purpose: string) =>
      mintTextLink(ring, ENVIRONMENT, { contactId, purpose }),

    /** Someone who has signed up, and the token of the link in their newsletter. */
    async subscriber(scope: Scope = SCOPE) {
      const contactId = newContact();
      await record(ledger, systemClock, {
        source: 'form',
        parts: [{ contactId, matchId: null, requests: [{ kind: 'grant', tick: tickOf(scope) }] }],
        caller: 'form:newsletter',
        idempotencyKey: () => contactId,
        bodyHash: '',
      });
      return { contactId, token: tokenOf(contactId, scope) };
    },

    call: (method: string, token: string, more: Partial<Request> = {}) =>
      handler(
        gatewayEvent({ method, path: `/u/${token}`, pathParameters: { token }, ...more }),
        lambdaContext,
      ),

    /** What is on record of a contact point, in order. */
    async types(contactId: string) {
      const events = await ledger.readEvents(contactId);
      return events.flatMap(({ changes }) => changes.map(({ type }) => type));
    },

    /** What confirming a signup that has seen the withdrawal leads to. */
    async reconsent(contactId: string) {
      const before = await ledger.readGate(contactId);
      if (!before) throw new Error('no gate');
      const header = headerOf(before.rev + 1, [granted(before.count)]);
      const event = sealHeader({ ...header, contactId, prev: before.head });
      const after = newGate(contactId, null, evolve(stateOf(before), event));
      const receipt = { recordedAt: event.recordedAt, parts: [] };
      const submission = { id: `reconsent ${contactId}`, bodyHash: '', receipt };
      const outcome = await ledger.commit(submission, [{ event, before, after, hold: null }], []);
      if (outcome !== 'committed') throw new Error(outcome);
    },
  };
}
