import { randomUUID } from 'node:crypto';
import type { ServiceMessage } from '../../events/service-message.ts';
import { systemClock } from '../../shared/clock.ts';
import { confirmationOf } from '../../shared/domain/routing.ts';
import { loadEnv, SendServiceEmailEnv } from '../../shared/env.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { record } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { TABLE_NAMES } from '../engine.ts';
import { newContact } from '../functions/gates.ts';
import { tickOf } from '../histories.ts';
import type { World } from '../http/world.ts';

/** Somebody who fills in a form: in what language, with which boxes ticked. */
type Asking = {
  scopes: readonly ['email.events' | 'sms.events', ...('email.offers' | 'sms.offers')[]];
  locale?: string;
  contactId?: string;
  ip?: string;
};

const WORDINGS = {
  'email.events': 'events-email-2026-11',
  'email.offers': 'offers-email-2026-11',
  'sms.events': 'events-sms-2026-11',
  'sms.offers': 'offers-sms-2026-11',
};

/** People who ask for what must be confirmed, on the real ledger, and the message that their asking leads to. */
export function serviceWorld(world: Pick<World, 'dynamo'>) {
  const env = loadEnv(SendServiceEmailEnv);
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES, keysTable(world.dynamo, env));
  const submission = () => {
    const name = randomUUID();
    return { caller: 'form', bodyHash: '', idempotencyKey: () => name };
  };
  return {
    ledger,

    async ask(address: string, { scopes, locale = 'en-GB', contactId, ip }: Asking) {
      const shown = {
        ...{ formId: 'contact', noticeId: 'contact-2026-11' },
        ...{ renderedHash: 'a'.repeat(64), locale },
      };
      const part = {
        ...{ contactId: contactId ?? newContact(), matchId: null },
        address: { typed: address, canonical: address },
        requests: scopes.map((scope) => {
          const words = { ...shown, wordingId: WORDINGS[scope] };
          return {
            kind: 'grant' as const,
            tick: tickOf(scope, { doubleOptIn: true, shown: words }),
          };
        }),
      };
      const evidence = { ip: ip ?? '192.0.2.1' };
      await record(ledger, systemClock, {
        ...{ ...submission(), source: 'form', evidence, parts: [part] },
      });
      const event = (await ledger.readEvents(part.contactId)).at(-1);
      if (!event) throw new Error('nothing was recorded');
      return { contactId: part.contactId, event, message: confirmationOf(event) };
    },

    stop: (contactId: string) =>
      withdraw(ledger, systemClock, {
        ...{ ...submission(), source: 'one-click' },
        parts: [
          {
            ...{ contactId, matchId: null },
            requests: [{ kind: 'withdraw', cover: '*', reason: 'withdrawn' }],
          },
        ],
      }),
  };
}

/** The same asking, delivered by another route: `/c` sends it anew with a time of its own. */
export const askedAgain = (message: ServiceMessage): ServiceMessage => ({
  ...message,
  askedAt: new Date(Date.parse(message.askedAt) + 1).toISOString(),
});
