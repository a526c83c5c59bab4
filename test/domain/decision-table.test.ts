import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../events/ledger-event.ts';
import type { Channel } from '../../events/scope.ts';
import { type ConsentRequest, decide, type Tick } from '../../shared/domain/decide.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import { permission, type Rules } from '../../shared/domain/permission.ts';
import { scopeOf } from '../../shared/domain/scope.ts';
import { granted, headerOf, OPEN, requested, shown, tickOf, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');

const eventsOf = (changes: readonly Change[]) =>
  changes.map((change, index) => sealHeader(headerOf(index + 1, [change])));
const stateAfter = (changes: readonly Change[]) => foldEvents(eventsOf(changes));

/** The verdicts on `offers` in the table's order: email, sms, phone, post. */
function verdicts(changes: readonly Change[], more: { rules?: Rules; holds?: string[] } = {}) {
  const fold = { ...newGate('AAAAAAAAAAAAAAAAAAAAAA', null, stateAfter(changes)), ...more };
  const gate = changes.length > 0 || more.holds ? { ...fold, holds: more.holds ?? [] } : undefined;
  const channels: Channel[] = ['email', 'sms', 'phone', 'post'];
  return channels
    .map((channel) => permission(gate, scopeOf(channel, 'offers'), NOW, more.rules ?? OPEN))
    .map(({ allowed, reason }) => `${allowed ? 'allow' : 'deny'} ${reason}`);
}

const NONE = ['deny no_consent', 'deny no_consent', 'deny no_consent'];
const POST = 'allow not_objected';

/** Consent to everything that can be consented to, and a number screened this month. */
const screened: Change = { type: 'PhoneScreened', listedSince: null, screenedOn: '2026-11-20' };
const all: Change[] = [
  granted(0, 'email.offers'),
  granted(0, 'sms.offers'),
  granted(0, 'phone.offers'),
  screened,
];
const ALL = ['allow consented', 'allow consented', 'allow consented', POST];
const withAt = (index: number, verdict: string) => ALL.with(index, verdict);

const stopped: Change = {
  ...{ type: 'ConsentWithdrawn', cover: 'sms.*', epoch: 1, reason: 'withdrawn' },
  keywordAt: '2026-11-22T10:00:00.000Z',
};
const complaint: Change = {
  ...{ type: 'ConsentWithdrawn', cover: 'email.*', epoch: 1, reason: 'complaint' },
};
const objection: Change = {
  ...{ type: 'ConsentWithdrawn', cover: 'post.*', epoch: 1, reason: 'objected' },
};

describe('the decision table (standards §7.8)', () => {
  const rows: [string, string, Change[], string[]][] = [
    ['1', 'of an unknown person nothing is allowed but post', [], [...NONE, POST]],
    [
      ...row('2', 'consent to email is consent to email', [granted(0, 'email.offers')]),
      ['allow consented', 'deny no_consent', 'deny no_consent', POST],
    ],
    ['3', 'consent to another purpose is none to this', [granted(0)], [...NONE, POST]],
    [
      ...row('4', 'one-click closes its scope alone', [...all, withdrawn(1, 'email.offers')]),
      withAt(0, 'deny withdrawn'),
    ],
    [
      ...row('5', 'stop everything closes every channel', [...all, withdrawn(1, '*')]),
      ['deny withdrawn', 'deny withdrawn', 'deny withdrawn', 'deny objected'],
    ],
    [
      ...row('6', 'an objection closes post alone', [...all, objection]),
      withAt(3, 'deny objected'),
    ],
    ['7, PEC-3', 'a customer who ticked nothing is asked nothing', [], [...NONE, POST]],
    [
      ...row('9', 'consent lapses', [
        granted(0, 'email.offers', 2025),
        granted(0, 'sms.offers', 2025),
        granted(0, 'phone.offers', 2025),
      ]),
      ['deny expired', 'deny expired', 'deny expired', POST],
    ],
    [
      ...row('11', 'what waits for confirmation allows nothing', [
        requested(0, 'email.offers'),
        requested(0, 'sms.offers'),
        requested(0, 'phone.offers'),
      ]),
      ['deny pending', 'deny pending', 'deny pending', POST],
    ],
    [
      ...row('13', 'a fresh consent whose ceremony saw the withdrawal allows again', [
        ...all,
        withdrawn(1, '*'),
        granted(1, 'email.offers'),
        granted(1, 'sms.offers'),
        granted(1, 'phone.offers'),
        granted(1, 'post.offers'),
      ]),
      ALL,
    ],
    [
      ...row('14', 'of consent and withdrawal in one instant the withdrawal wins', [
        withdrawn(1, '*'),
        ...all,
        granted(0, 'post.offers'),
      ]),
      ['deny withdrawn', 'deny withdrawn', 'deny withdrawn', 'deny objected'],
    ],
    [...row('15', 'STOP closes texts alone', [...all, stopped]), withAt(1, 'deny withdrawn')],
    [
      ...row('17, SES-7', 'a permanent bounce blocks the address', [
        granted(0, 'email.offers'),
        { type: 'ContactBlocked', block: 'undeliverable' },
      ]),
      ['deny undeliverable', 'deny no_consent', 'deny no_consent', 'deny undeliverable'],
    ],
    [
      ...row('18', 'a complaint closes email alone', [...all, complaint]),
      withAt(0, 'deny complaint'),
    ],
  ];

  test.each(rows)('row %s: %s', (_number, _says, changes, expected) => {
    expect(verdicts(changes)).toEqual(expected);
  });

  test.each(['form', 'confirmation', 'staff', 'api', 'import'] as const)(
    'row 8: consent that %s dates in the future stores nothing',
    (source) => {
      const request: ConsentRequest = {
        ...{ kind: 'grant', tick: tickOf('email.offers'), saw: { basis: 0, seq: 0 } },
        givenAt: new Date(NOW.getTime() + 1),
      };
      expect(decide(source, [request], stateAfter([]), NOW).changes).toEqual([]);
    },
  );

  test('row 10: what was granted under a notice found defective counts no more', () => {
    const rules = { isOpen: true, invalidNotices: new Set([shown.noticeId]) };
    expect(verdicts(all, { rules })).toEqual([
      ...['deny notice_invalid', 'deny notice_invalid', 'deny notice_invalid'],
      POST,
    ]);
  });

  test.each(['import', 'api'] as const)(
    'row 12, SUP-4: an older consent that %s brings after a withdrawal stores nothing',
    (source) => {
      const history = [...all, withdrawn(1, '*')];
      const request: ConsentRequest = {
        kind: 'grant',
        tick: tickOf('email.offers'),
        givenAt: new Date('2026-10-01T00:00:00.000Z'),
      };
      const { changes } = decide(source, [request], stateAfter(history), NOW);
      expect(changes).toEqual([]);
    },
  );

  test('row 16, SMS-17: START of somebody who never consented allows nothing', () => {
    const start = { kind: 'start', sentAt: NOW } as const;
    const { changes } = decide('text-reply', [start], stateAfter([stopped]), NOW);
    expect(verdicts([stopped, ...changes])[1]).toBe('deny withdrawn');
  });

  describe('rows 20 and 21: live calls', () => {
    const listed = (since: number, screenedOn = '2026-11-20'): Change => ({
      ...{ type: 'PhoneScreened', listedSince: since, screenedOn },
    });
    /** A phone consent as a form records it after these events. */
    const consent = (history: Change[], more: Partial<Tick>): Change[] => {
      const request = { kind: 'grant', tick: tickOf('phone.offers', more) } as const;
      return decide('form', [request], stateAfter(history), NOW).changes;
    };
    const phone = (history: Change[]) => verdicts(history)[2];

    test('row 20a: on the TPS, then consent that welcomes calls all the same', () => {
      const history = [listed(1)];
      expect(phone([...history, ...consent(history, { coversTps: true })])).toBe('allow consented');
    });

    test('row 20b: the same where the wording does not say so', () => {
      const history = [listed(1)];
      expect(phone([...history, ...consent(history, { coversTps: false })])).toBe('deny tps');
    });

    test('row 20c: consent first, registration afterwards, is cautiously no', () => {
      const history = consent([], { coversTps: true });
      expect(phone([...history, listed(2)])).toBe('deny tps');
    });

    test('row 21: no screening, or none within 28 days', () => {
      const history = consent([], { coversTps: true });
      expect(phone(history)).toBe('deny screen_stale');
      const at = (screenedOn: string): Change => ({ ...screened, screenedOn }) as Change;
      expect(phone([...history, at('2026-10-26')])).toBe('deny screen_stale');
      expect(phone([...history, at('2026-10-27')])).toBe('allow consented');
    });

    test('PEC-8: leaving the register opens again, joining it anew closes again', () => {
      const history = consent([], { coversTps: true });
      expect(phone([...history, listed(2), screened])).toBe('allow consented');
      expect(phone([...history, listed(2), screened, listed(4)])).toBe('deny tps');
    });
  });

  test('rows 22 and 23: what is left of an erased person still stops, and a fresh signup that is confirmed opens', () => {
    const left = [...all, withdrawn(1, '*')];
    expect(verdicts(left)[0]).toBe('deny withdrawn');
    const signup: ConsentRequest = { kind: 'grant', tick: tickOf('email.offers') };
    const asked = decide('form', [signup], stateAfter(left), NOW).changes;
    expect(verdicts([...left, ...asked])[0]).toBe('deny pending');
    const confirm: ConsentRequest = { ...signup, saw: { basis: 1, seq: left.length + 1 } };
    const given = decide('confirmation', [confirm], stateAfter([...left, ...asked]), NOW).changes;
    expect(verdicts([...left, ...asked, ...given])[0]).toBe('allow consented');
  });

  test('row 25: closed, or held, nothing is allowed on any channel, post included', () => {
    const closed = { isOpen: false, invalidNotices: new Set<string>() };
    expect(verdicts(all, { rules: closed })).toEqual(Array(4).fill('deny closed'));
    expect(verdicts([], { rules: closed })).toEqual(Array(4).fill('deny closed'));
    expect(verdicts(all, { holds: ['staff'] })).toEqual(Array(4).fill('deny held'));
    expect(verdicts([], { holds: ['spool:x'] })).toEqual(Array(4).fill('deny held'));
  });
});

function row(number: string, says: string, changes: Change[]) {
  return [number, says, changes] as [string, string, Change[]];
}
