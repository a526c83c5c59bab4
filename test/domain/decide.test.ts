import { describe, expect, test } from '@jest/globals';
import type { Change, Source } from '../../events/ledger-event.ts';
import { addMonths, type ConsentRequest, decide, type Saw } from '../../shared/domain/decide.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { emptyGate, foldEvents, type GateState } from '../../shared/domain/gate.ts';
import { granted, headerOf, requested, shown, tickOf, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const SCOPE = 'email.newsletter';

const stateAfter = (...changes: Change[]) =>
  foldEvents(changes.map((change, index) => sealHeader(headerOf(index + 1, [change]))));

const yes = (more: Partial<Extract<ConsentRequest, { kind: 'grant' }>> = {}): ConsentRequest => ({
  ...{ kind: 'grant', tick: tickOf(SCOPE) },
  ...more,
});
const leave: ConsentRequest = { kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' };

/** What one request comes to: its outcome, and the changes it makes. */
function decided(source: Source, request: ConsentRequest, state: GateState = emptyGate) {
  const { outcomes, changes } = decide(source, [request], state, NOW);
  return [outcomes[0], ...changes];
}

describe('a form', () => {
  test('grants at once where nothing was ever withdrawn and no confirmation is asked', () => {
    expect(decided('form', yes())).toEqual(['granted', granted(0)]);
  });

  test('waits for confirmation where the purpose asks for it', () => {
    const asked = yes({ tick: tickOf(SCOPE, { doubleOptIn: true }) });
    expect(decided('form', asked)).toEqual(['pending', requested(0)]);
  });

  test('waits for confirmation after a withdrawal, whatever the purpose says', () => {
    expect(decided('form', yes(), stateAfter(withdrawn(1)))).toEqual(['pending', requested(1)]);
    expect(decided('form', yes(), stateAfter(withdrawn(1, '*')))).toEqual([
      'pending',
      requested(1),
    ]);
  });

  test('with nothing ticked records nothing', () => {
    expect(decide('form', [], emptyGate, NOW)).toEqual({ changes: [], outcomes: [] });
  });

  test('records an objection to post, and withdraws nothing else', () => {
    const objection: ConsentRequest = {
      kind: 'withdraw',
      cover: 'post.offers',
      reason: 'objected',
    };
    expect(decided('form', objection)).toEqual([
      'withdrawn',
      { ...withdrawn(1, 'post.offers'), reason: 'objected' },
    ]);
    expect(decided('form', leave)).toEqual(['not_permitted']);
    expect(decided('form', { ...leave, cover: '*' })).toEqual(['not_permitted']);
  });
});

describe('a withdrawal', () => {
  test('is recorded of somebody unknown too', () => {
    expect(decided('one-click', leave)).toEqual(['withdrawn', withdrawn(1)]);
  });

  test('twice adds nothing the second time', () => {
    expect(decided('one-click', leave, stateAfter(granted(0), withdrawn(1)))).toEqual([
      'unchanged',
    ]);
  });

  test('counts up after consent was given anew', () => {
    const state = stateAfter(granted(0), withdrawn(1), granted(1));
    expect(decided('one-click', leave, state)).toEqual(['withdrawn', withdrawn(2)]);
  });

  test('voids a grant that waits for confirmation', () => {
    const state = stateAfter(withdrawn(1), requested(1));
    expect(decided('one-click', leave, state)).toEqual(['withdrawn', withdrawn(2)]);
  });

  test('of several in one submission each has a number of its own', () => {
    const covers = ['email.*', 'sms.*', 'email.offers'] as const;
    const requests = covers.map((cover): ConsentRequest => ({ ...leave, cover }));
    expect(decide('staff', requests, emptyGate, NOW)).toEqual({
      changes: [withdrawn(1, 'email.*'), withdrawn(2, 'sms.*')],
      outcomes: ['withdrawn', 'withdrawn', 'unchanged'],
    });
  });
});

describe('a server’s record and an import', () => {
  test.each(['api', 'import'] as const)(
    'A11, row 12: of %s, a grant after a withdrawal is reported and stores nothing',
    (source) => {
      for (const cover of [SCOPE, 'email.*', '*'] as const) {
        expect(decided(source, yes(), stateAfter(withdrawn(1, cover)))).toEqual([
          'withdrawal_stands',
        ]);
      }
    },
  );

  test('count from the day the consent was given', () => {
    const givenAt = new Date('2026-05-01T00:00:00.000Z');
    expect(decided('import', yes({ givenAt }))).toEqual([
      'granted',
      {
        ...granted(0),
        validUntil: '2028-05-01T00:00:00.000Z',
        givenAt: '2026-05-01T00:00:00.000Z',
      },
    ]);
  });

  test('report what was given so long ago that it counts no more, and store nothing', () => {
    const givenAt = (time: string) => yes({ givenAt: new Date(time) });
    for (const source of ['api', 'import'] as const) {
      expect(decided(source, givenAt('2001-01-31T00:00:00.000Z'))).toEqual(['expired']);
    }
    const [year, ...rest] = NOW.toISOString().split('-');
    const lastDay = [Number(year) - 2, ...rest].join('-');
    expect(decided('import', givenAt(lastDay))).toEqual(['expired']);
    const justAfter = new Date(Date.parse(lastDay) + 1).toISOString();
    expect(decided('import', givenAt(justAfter))[0]).toBe('granted');
  });

  test('an import fills gaps only: what is known already stays as it is', () => {
    for (const known of [granted(0), requested(0)]) {
      expect(decided('import', yes(), stateAfter(known))).toEqual(['unchanged']);
    }
    expect(decided('import', yes(), stateAfter(granted(0, 'email.offers')))).toEqual([
      'granted',
      granted(0),
    ]);
  });
});

describe('a ceremony', () => {
  const saw = (basis: number, seq = 0): Saw => ({ basis, seq });

  test.each(['confirmation', 'preference-page'] as const)(
    'row 13: of %s, a grant counts if it saw every withdrawal, and is void if one came since',
    (source) => {
      const state = stateAfter(granted(0), withdrawn(1), requested(1));
      expect(decided(source, yes({ saw: saw(1) }), state)).toEqual(['granted', granted(1)]);
      expect(decided(source, yes({ saw: saw(0) }), state)).toEqual(['withdrawal_stands']);
      expect(decided(source, yes(), state)).toEqual(['not_permitted']);
    },
  );

  test('cannot have seen withdrawals that never were', () => {
    expect(decided('confirmation', yes({ saw: saw(7) }), stateAfter(withdrawn(1)))).toEqual([
      'granted',
      granted(1),
    ]);
  });

  test('staff with the person on the line may grant phone and post', () => {
    for (const scope of ['phone.events', 'post.offers'] as const) {
      const state = stateAfter(withdrawn(1, '*'));
      const request = yes({ tick: tickOf(scope), saw: saw(1) });
      expect(decided('staff', request, state)).toEqual(['granted', granted(1, scope)]);
    }
  });

  test('staff may ask for email and text on a person’s behalf, who confirms after a withdrawal', () => {
    for (const scope of ['email.offers', 'sms.offers'] as const) {
      const request = yes({ tick: tickOf(scope), saw: saw(1) });
      expect(decided('staff', request)).toEqual(['granted', granted(0, scope)]);
      expect(decided('staff', request, stateAfter(withdrawn(1, '*')))).toEqual([
        'pending',
        requested(1, scope),
      ]);
    }
  });

  test('SES-7: lifts the bounce that came before it was asked for, and no later one', () => {
    const bounced: Change = { type: 'ContactBlocked', block: 'undeliverable' };
    const state = stateAfter(granted(0), bounced, requested(0));
    const lifted = { type: 'ContactUnblocked', block: 'undeliverable', seen: 3 };
    expect(decided('confirmation', yes({ saw: saw(0, 3) }), state)).toEqual([
      'granted',
      granted(0),
      lifted,
    ]);
    expect(decided('confirmation', yes({ saw: saw(0, 1) }), state)).toEqual([
      'granted',
      granted(0),
    ]);
  });
});

describe('a texted START', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second));
  const stop = (epoch: number, second: number): Change => ({
    ...{ type: 'ConsentWithdrawn', cover: 'sms.*', epoch, reason: 'withdrawn' },
    keywordAt: at(second).toISOString(),
  });
  const start = (second: number): ConsentRequest => ({ kind: 'start', sentAt: at(second) });
  const restored = (basis: number) => ({
    type: 'ConsentRestored',
    scope: 'sms.offers',
    basis,
    validUntil: '2028-11-23T10:00:00.000Z',
    noticeId: shown.noticeId,
  });
  const yesToTexts = granted(0, 'sms.offers');

  test('SMS-17: gives back what a STOP took', () => {
    expect(decided('text-reply', start(10), stateAfter(yesToTexts, stop(1, 0)))).toEqual([
      'granted',
      restored(1),
    ]);
  });

  test('row 16, SMS-17: creates no consent where there was none', () => {
    for (const state of [
      emptyGate,
      stateAfter(stop(1, 0)),
      stateAfter(requested(0, 'sms.offers')),
    ]) {
      expect(decided('text-reply', start(10), state)).toEqual(['unchanged']);
    }
  });

  test('SMS-10: within two seconds of the STOP, the STOP wins', () => {
    const state = stateAfter(yesToTexts, stop(1, 0));
    expect(decided('text-reply', start(2), state)).toEqual(['unchanged']);
    expect(decided('text-reply', start(3), state)[0]).toBe('granted');
  });

  test('lifts no withdrawal that was made otherwise, before or after the STOP', () => {
    const before = stateAfter(yesToTexts, withdrawn(1, 'sms.offers'), stop(2, 0));
    expect(decided('text-reply', start(10), before)).toEqual(['unchanged']);
    const after = stateAfter(yesToTexts, stop(1, 0), withdrawn(2, 'sms.offers'));
    expect(decided('text-reply', start(10), after)).toEqual(['unchanged']);
    const hidden = stateAfter(yesToTexts, withdrawn(1, 'sms.*'), stop(2, 0));
    expect(decided('text-reply', start(10), hidden)).toEqual(['unchanged']);
  });

  test('that comes late does not lift a STOP that was texted after it', () => {
    const state = stateAfter(yesToTexts, stop(1, 0));
    const again: ConsentRequest = {
      ...{ kind: 'withdraw', cover: 'sms.*', reason: 'withdrawn' },
      keywordAt: at(20),
    };
    const [outcome, change] = decided('text-reply', again, state);
    expect([outcome, change]).toEqual(['withdrawn', stop(2, 20)]);
    expect(
      decided('text-reply', start(10), stateAfter(yesToTexts, stop(1, 0), stop(2, 20))),
    ).toEqual(['unchanged']);
  });

  test('an unsubscribe after a STOP is recorded, since START may lift the STOP alone', () => {
    const state = stateAfter(yesToTexts, stop(1, 0));
    expect(decided('unsubscribe-page', { ...leave, cover: 'sms.offers' }, state)).toEqual([
      'withdrawn',
      withdrawn(2, 'sms.offers'),
    ]);
  });
});

describe('a screening', () => {
  const screen = (isListed: boolean, screenedOn: string): ConsentRequest => ({
    ...{ kind: 'screen', isListed, screenedOn },
  });
  const known = (listedSince: number | null, screenedOn: string): Change => ({
    ...{ type: 'PhoneScreened', listedSince, screenedOn },
  });

  test('PRF-3: says since which event the number is listed, as long as it stays so', () => {
    const first = known(1, '2026-11-01');
    expect(decided('screening', screen(true, '2026-11-01'))).toEqual(['screened', first]);
    expect(decided('screening', screen(true, '2026-11-20'), stateAfter(first))).toEqual([
      'screened',
      known(1, '2026-11-20'),
    ]);
    const delisted = stateAfter(first, known(null, '2026-11-20'));
    expect(decided('screening', screen(true, '2026-11-23'), delisted)).toEqual([
      'screened',
      known(3, '2026-11-23'),
    ]);
  });

  test('by an older file than the last changes nothing', () => {
    const state = stateAfter(known(null, '2026-11-20'));
    expect(decided('screening', screen(true, '2026-11-01'), state)).toEqual(['unchanged']);
    expect(decided('screening', screen(false, '2026-11-20'), state)).toEqual(['unchanged']);
  });
});

test.each([
  ['2026-01-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
  ['2024-02-29T00:00:00.000Z', 24, '2026-02-28T00:00:00.000Z'],
  ['2026-11-23T10:00:00.000Z', 24, '2028-11-23T10:00:00.000Z'],
])('%s plus %i months is %s', (start, months, end) => {
  expect(addMonths(new Date(start), months).toISOString()).toBe(end);
});
