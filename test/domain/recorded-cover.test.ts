import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_PURPOSES_WITHDRAWN } from '../../events/gate.ts';
import type { Change, LedgerEvent, Source } from '../../events/ledger-event.ts';
import type { Channel, Cover, Scope } from '../../events/scope.ts';
import { type ConsentRequest, decide } from '../../shared/domain/decide.ts';
import {
  emptyGate,
  evolve,
  foldEvents,
  type GateState,
  newGate,
} from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { perhapsWidened, recordedCover } from '../../shared/domain/recorded-cover.ts';
import { includes } from '../../shared/domain/scope.ts';
import { secondVerdict } from '../fold/second-fold.ts';
import { granted, headerOf, OPEN, tickOf, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const KNOWN: Scope[] = ['email.newsletter', 'email.offers', 'sms.offers', 'post.offers'];

const leave = (cover: Cover, keywordAt?: Date): ConsentRequest => ({
  ...{ kind: 'withdraw', cover, reason: 'withdrawn' },
  ...(keywordAt && { keywordAt }),
});
const eventOf = (seq: number, changes: Change[]): LedgerEvent => ({
  ...headerOf(seq, changes),
  hash: 'f'.repeat(64),
});
const verdictOf = (state: GateState, scope: Scope) =>
  permission(newGate('AAAAAAAAAAAAAAAAAAAAAA', null, state), scope, NOW, OPEN);

/** Somebody who once said yes to everything, and no to so many purposes of email since that none was ever offered. */
function leaver(purposes: number): { events: LedgerEvent[]; state: GateState } {
  const yes = KNOWN.map((scope) => granted(0, scope));
  const no = Array.from({ length: purposes }, (_, index) =>
    withdrawn(index + 1, `email.p${index}`),
  );
  const events = [eventOf(1, [...yes, ...no])];
  return { events, state: foldEvents(events) };
}

const decided = (state: GateState, request: ConsentRequest, source: Source = 'api') =>
  decide(source, [request], state, NOW);

/** How many covers of each channel a state tells apart, the whole channel not counted. */
const told = (state: GateState, channel: Channel) =>
  Object.keys(state.epochs).filter((cover) => cover.startsWith(`${channel}.`) && !isWide(cover))
    .length;
const isWide = (cover: string) => cover === '*' || cover.endsWith('.*');

describe('a withdrawal of one purpose too many', () => {
  const full = leaver(MAX_PURPOSES_WITHDRAWN);

  test('is recorded as one of the whole channel, and answered as any other', () => {
    const last = leaver(MAX_PURPOSES_WITHDRAWN - 1);
    expect(decided(last.state, leave('email.more')).changes).toMatchObject([
      { cover: 'email.more' },
    ]);
    expect(decided(full.state, leave('email.more'))).toEqual({
      changes: [withdrawn(MAX_PURPOSES_WITHDRAWN + 1, 'email.*')],
      outcomes: ['withdrawn'],
    });
  });

  test('the same once more, or another made-up one, changes nothing', () => {
    const stopped = evolve(
      full.state,
      eventOf(2, decided(full.state, leave('email.more')).changes),
    );
    for (const cover of ['email.more', 'email.other', 'email.p0', 'email.*'] as const) {
      expect(decided(stopped, leave(cover))).toEqual({ changes: [], outcomes: ['unchanged'] });
    }
  });

  test('one that is told apart already stays as it is asked, and so does what is wide', () => {
    const again = evolve(full.state, eventOf(2, [granted(MAX_PURPOSES_WITHDRAWN, 'email.p0')]));
    expect(decided(again, leave('email.p0')).changes).toMatchObject([{ cover: 'email.p0' }]);
    for (const cover of ['*', 'email.*', 'sms.offers', 'post.offers'] as const) {
      expect(decided(full.state, leave(cover)).changes).toMatchObject([{ cover }]);
    }
  });

  test('of several in one submission only those beyond the bound are widened, once', () => {
    const nearly = leaver(MAX_PURPOSES_WITHDRAWN - 2);
    const requests = ['a', 'b', 'c', 'd'].map((purpose) => leave(`email.${purpose}`));
    const { changes, outcomes } = decide('api', requests, nearly.state, NOW);
    expect(changes).toMatchObject([
      { cover: 'email.a' },
      { cover: 'email.b' },
      { cover: 'email.*' },
    ]);
    expect(outcomes).toEqual(['withdrawn', 'withdrawn', 'withdrawn', 'unchanged']);
  });

  test('a form that may only object to post widens to post alone', () => {
    const objections = Array.from({ length: MAX_PURPOSES_WITHDRAWN }, (_, index) =>
      withdrawn(index + 1, `post.p${index}`),
    );
    const state = foldEvents([eventOf(1, objections)]);
    expect(decided(state, leave('post.more'), 'form').changes).toMatchObject([{ cover: 'post.*' }]);
  });

  test('a START gives back no text that a texted STOP of one purpose too many has closed firmly since', () => {
    const texts = Array.from({ length: MAX_PURPOSES_WITHDRAWN }, (_, index) =>
      withdrawn(index + 1, `sms.p${index}`),
    );
    let state = foldEvents([eventOf(1, [granted(0, 'sms.offers'), ...texts])]);
    const at = (second: number) => new Date(NOW.getTime() + second * 1_000);
    const stop = decided(state, leave('sms.*', at(0)), 'text-reply');
    state = evolve(state, eventOf(2, stop.changes));
    const left = decided(state, leave('sms.more'));
    expect(left.changes).toMatchObject([{ cover: 'sms.*' }]);
    state = evolve(state, eventOf(3, left.changes));
    expect(decided(state, { kind: 'start', sentAt: at(10) }, 'text-reply').changes).toEqual([]);
  });
});

type Step = { kind: 'stop'; cover: Cover } | { kind: 'yes'; scope: Scope };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('email', 'email', 'sms', 'post'), fc.integer({ min: 50, max: 99 }))
      .map(
        ([channel, purpose]): Step => ({ kind: 'stop', cover: `${channel}.p${purpose}` as Scope }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Cover>(...KNOWN, 'email.*', 'sms.*', '*')
      .map((cover): Step => ({ kind: 'stop', cover })),
  },
  {
    weight: 2,
    arbitrary: fc
      .oneof(
        fc.constantFrom(...KNOWN),
        fc.integer({ min: 50, max: 99 }).map((purpose): Scope => `email.p${purpose}`),
      )
      .map((scope): Step => ({ kind: 'yes', scope })),
  },
);

/** A confirmed yes saw every withdrawal; a stop comes from a server. */
function changesOf(state: GateState, one: Step): Change[] {
  if (one.kind === 'stop') return decided(state, leave(one.cover)).changes;
  const saw = { basis: state.count, seq: state.rev };
  return decided(state, { kind: 'grant', tick: tickOf(one.scope), saw }, 'confirmation').changes;
}

describe('however many purposes somebody makes up', () => {
  const CHANNELS = ['email', 'sms', 'post'] as const;
  const start = leaver(MAX_PURPOSES_WITHDRAWN - 2);
  const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });

  test('the covers stay bounded; each stop closes what it names, is idempotent, and leaves other channels alone', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let { state } = start;
        for (const [index, one] of list.entries()) {
          const before = state;
          const changes = changesOf(before, one);
          state = changes.length > 0 ? evolve(before, eventOf(index + 2, changes)) : before;
          for (const channel of CHANNELS) {
            expect(told(state, channel)).toBeLessThanOrEqual(MAX_PURPOSES_WITHDRAWN);
          }
          if (one.kind !== 'stop') continue;
          expect(changesOf(state, one)).toEqual([]);
          const named = isWide(one.cover) ? [] : [one.cover as Scope];
          for (const scope of [...KNOWN, ...named].filter((each) => includes(one.cover, each))) {
            expect(verdictOf(state, scope).allowed).toBe(false);
          }
          const [channel] = one.cover.split('.');
          if (channel === '*') continue;
          for (const scope of KNOWN.filter((each) => !each.startsWith(`${channel}.`))) {
            expect(verdictOf(state, scope)).toEqual(verdictOf(before, scope));
          }
        }
      }),
    );
  });

  test('what was recorded folds to the same in any order, and a second fold agrees', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), (list, random) => {
        const events = [...start.events];
        let { state } = start;
        for (const one of list) {
          const changes = changesOf(state, one);
          if (changes.length === 0) continue;
          const event = eventOf(events.length + 1, changes);
          events.push(event);
          state = evolve(state, event);
        }
        const shuffled = [...events, ...events]
          .map((event) => ({ event, at: random.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ event }) => event);
        expect(foldEvents(shuffled)).toEqual(state);
        for (const scope of KNOWN) {
          expect(secondVerdict(events, scope, NOW, new Set())).toBe(verdictOf(state, scope).reason);
        }
      }),
    );
  });

  test('a drain is told of every channel that was widened, by the gate before it and by the one after', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const covers = list.flatMap((one) => (one.kind === 'stop' ? [one.cover] : []));
        const { changes } = decide(
          'api',
          covers.map((cover) => leave(cover)),
          start.state,
          NOW,
        );
        const recorded = changes.flatMap((change) => ('cover' in change ? [change.cover] : []));
        const widened = recorded.filter((cover) => !covers.includes(cover));
        const later = evolve(start.state, eventOf(2, changes));
        for (const state of [start.state, later]) {
          expect(perhapsWidened(state.epochs, covers)).toEqual(expect.arrayContaining(widened));
        }
      }),
    );
  });

  test('below the bound nothing is ever widened', () => {
    fc.assert(
      fc.property(fc.constantFrom<Cover>(...KNOWN, 'sms.p1', 'email.*', '*'), (cover) => {
        expect(recordedCover(emptyGate.epochs, cover)).toBe(cover);
        expect(perhapsWidened(start.state.epochs, [cover])).toEqual([]);
      }),
    );
  });
});
