import { describe, expect, test } from '@jest/globals';
import type { Change, Source } from '../../events/ledger-event.ts';
import { Source as Sources } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { type ConsentRequest, decide } from '../../shared/domain/decide.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents } from '../../shared/domain/gate.ts';
import { granted, headerOf, tickOf, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-23T10:00:00.000Z');

const stateAfter = (...changes: Change[]) =>
  foldEvents(changes.map((change, index) => sealHeader(headerOf(index + 1, [change]))));

/** What a source can bring about with a yes: where nothing is known, and where a withdrawal stands. */
const GRANTS: Record<Source, { email: [string, string]; phone: [string, string] }> = {
  form: { email: ['granted', 'pending'], phone: ['granted', 'pending'] },
  'one-click': never(),
  'unsubscribe-page': never(),
  confirmation: { email: ['granted', 'granted'], phone: ['granted', 'granted'] },
  'preference-page': { email: ['granted', 'granted'], phone: ['granted', 'granted'] },
  staff: { email: ['granted', 'pending'], phone: ['granted', 'granted'] },
  api: { email: ['granted', 'withdrawal_stands'], phone: ['granted', 'withdrawal_stands'] },
  import: { email: ['granted', 'withdrawal_stands'], phone: ['granted', 'withdrawal_stands'] },
  'email-feedback': never(),
  'text-reply': never(),
  mail: never(),
  screening: never(),
};

/** And what with a no, of email and of post; with a bounce; with a screening. */
const OTHERS: Record<Source, [string, string, string, string]> = {
  form: ['not_permitted', 'withdrawn', 'not_permitted', 'not_permitted'],
  'one-click': ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  'unsubscribe-page': ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  confirmation: ['not_permitted', 'not_permitted', 'not_permitted', 'not_permitted'],
  'preference-page': ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  staff: ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  api: ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  import: ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  'email-feedback': ['withdrawn', 'withdrawn', 'blocked', 'not_permitted'],
  'text-reply': ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  mail: ['withdrawn', 'withdrawn', 'not_permitted', 'not_permitted'],
  screening: ['not_permitted', 'not_permitted', 'not_permitted', 'screened'],
};

function never(): { email: [string, string]; phone: [string, string] } {
  const no = (): [string, string] => ['not_permitted', 'not_permitted'];
  return { email: no(), phone: no() };
}

/** A ceremony that saw everything, where the source may hold one. */
const yesTo = (scope: Scope): ConsentRequest => ({
  ...{ kind: 'grant', tick: tickOf(scope), saw: { basis: 1, seq: 1 } },
});

const outcomeOf = (source: Source, request: ConsentRequest, state = stateAfter()) =>
  decide(source, [request], state, NOW).outcomes[0];

describe.each(Sources.options)('who may do what: %s', (source) => {
  test.each([
    ['email', 'email.newsletter'],
    ['phone', 'phone.events'],
  ] as const)('says yes to %s', (channel, scope) => {
    const yes = yesTo(scope);
    expect([outcomeOf(source, yes), outcomeOf(source, yes, stateAfter(withdrawn(1, '*')))]).toEqual(
      GRANTS[source][channel],
    );
  });

  test('says no, bounces, screens', () => {
    const requests: ConsentRequest[] = [
      { kind: 'withdraw', cover: 'email.newsletter', reason: 'withdrawn' },
      { kind: 'withdraw', cover: 'post.offers', reason: 'objected' },
      { kind: 'block', block: 'undeliverable' },
      { kind: 'screen', isListed: true, screenedOn: '2026-11-20' },
    ];
    expect(requests.map((request) => outcomeOf(source, request))).toEqual(OTHERS[source]);
  });

  test('lifts a texted STOP only if it is a texted reply', () => {
    const stop: Change = { ...withdrawal('sms.*'), keywordAt: '2026-11-23T09:00:00.000Z' };
    const start: ConsentRequest = { kind: 'start', sentAt: new Date('2026-11-23T09:30:00.000Z') };
    const state = stateAfter(granted(0, 'sms.offers'), stop);
    const expected = source === 'text-reply' ? 'granted' : 'not_permitted';
    expect(outcomeOf(source, start, state)).toBe(expected);
  });

  test('changes nothing at all where it is not permitted', () => {
    const requests: ConsentRequest[] = [
      yesTo('email.newsletter'),
      { kind: 'withdraw', cover: '*', reason: 'withdrawn' },
      { kind: 'block', block: 'undeliverable' },
      { kind: 'screen', isListed: true, screenedOn: '2026-11-20' },
    ];
    for (const request of requests) {
      const { outcomes, changes } = decide(source, [request], stateAfter(), NOW);
      if (outcomes[0] === 'not_permitted') expect(changes).toEqual([]);
    }
  });
});

function withdrawal(cover: 'sms.*') {
  return { type: 'ConsentWithdrawn', cover, epoch: 1, reason: 'withdrawn' } as const;
}
