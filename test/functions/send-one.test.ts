import { describe, expect, test } from '@jest/globals';
import type { Gate } from '../../events/gate.ts';
import type { SendRecord } from '../../events/send-record.ts';
import { MAX_LIVE_PERMITS, PERMIT_MAX_AGE_MS } from '../../shared/domain/permit.ts';
import { granted, withdrawn } from '../histories.ts';
import { ago, gateOf, SCOPE, sendWorld } from './send-world.ts';

describe('one queued email', () => {
  test('is claimed, called once under its own permit, released, and then settled', async () => {
    const { run, steps, state, gate } = sendWorld();
    expect(await run()).toBe('done');
    expect(steps).toEqual(['prepare', 'claim', 'call with p1', 'release', 'settle sent']);
    expect(state()).toMatchObject({ state: 'sent' });
    expect(gate()?.permits).toEqual({});
  });

  const refused: [string, Gate | undefined, string][] = [
    ['has no gate', undefined, 'no_consent'],
    ['has withdrawn', gateOf([granted(0), withdrawn(1)]), 'withdrawn'],
    ['has stopped everything', gateOf([granted(0), withdrawn(1, '*')]), 'withdrawn'],
    ['is on hold', gateOf([granted(0)], { holds: ['staff'] }), 'held'],
    ['consented too long ago (ICO-3)', gateOf([granted(0, SCOPE, 2025)]), 'expired'],
    ['asked for something else', gateOf([granted(0, 'email.offers')]), 'no_consent'],
  ];

  test.each(refused)(
    'to someone who %s is refused, with no claim and no call',
    async (_, gate, reason) => {
      const { run, steps, state } = sendWorld({ gate });
      expect(await run()).toBe('done');
      expect(steps).toEqual(['prepare', `refuse ${reason}`]);
      expect(state()).toMatchObject({ state: 'refused', reason });
    },
  );

  test.each([
    [['spool:a:b'], 'retry', 'queued'],
    [['spool:a:b', 'staff'], 'done', 'refused'],
  ] as const)(
    'to someone who is held (%p), which a withdrawal that is being recorded lifts by itself: %s',
    async (holds, result, state) => {
      const world = sendWorld({ gate: gateOf([granted(0)], { holds: [...holds] }) });
      expect(await world.run()).toBe(result);
      expect(world.steps).not.toContain('claim');
      expect(world.state()).toMatchObject({ state });
    },
  );

  test('whose claim is lost goes back to the queue, uncalled', async () => {
    const { run, steps, state } = sendWorld({ claim: 'moved' });
    expect(await run()).toBe('retry');
    expect(steps).toEqual(['prepare', 'claim']);
    expect(state()).toMatchObject({ state: 'queued' });
  });

  const permits = (count: number, at: string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`p${n}`, { scope: SCOPE, at }] as const),
    );

  test('to a crowded contact point goes back to the queue, unclaimed', async () => {
    const gate = gateOf([granted(0)], { permits: permits(MAX_LIVE_PERMITS, ago(1_000)) });
    const { run, steps } = sendWorld({ gate });
    expect(await run()).toBe('retry');
    expect(steps).toEqual(['prepare']);
  });

  test('is not kept waiting by permits of environments that are long gone', async () => {
    const stale = ago(PERMIT_MAX_AGE_MS + 1);
    const gate = gateOf([granted(0)], { permits: permits(MAX_LIVE_PERMITS, stale) });
    expect(await sendWorld({ gate }).run()).toBe('done');
  });

  test('with under 4 s left in the invocation goes back to the queue, unclaimed', async () => {
    const { run, steps } = sendWorld({ remainingMs: 3_999 });
    expect(await run()).toBe('retry');
    expect(steps).toEqual(['prepare']);
    expect(await sendWorld({ remainingMs: 4_000 }).run()).toBe('done');
  });

  test('F40: that gets no turn goes back to the queue before its gate is read, unclaimed', async () => {
    const { run, steps, state } = sendWorld({ noTurn: true });
    expect(await run()).toBe('retry');
    expect(steps).toEqual(['prepare', 'no turn']);
    expect(state()).toMatchObject({ state: 'queued' });
  });

  test('that the provider knows as opted out ends as withdrawn, and is not tried again', async () => {
    const { run, steps, state, gate } = sendWorld({ outcome: 'opted-out' });
    expect(await run()).toBe('done');
    expect(steps.slice(-3)).toEqual(['release', 'settle reopened', 'refuse withdrawn']);
    expect(state()).toMatchObject({ state: 'refused', reason: 'withdrawn' });
    expect(gate()?.permits).toEqual({});
    expect(await run('d2')).toBe('done');
    expect(steps.filter((step) => step.startsWith('call'))).toHaveLength(1);
  });

  test('that the provider surely refused is free again, and goes back to the queue', async () => {
    const { run, steps, state } = sendWorld({ outcome: 'refused' });
    expect(await run()).toBe('retry');
    expect(steps.slice(-2)).toEqual(['release', 'settle reopened']);
    expect(state()).toMatchObject({ state: 'reopened' });
  });

  test('F42: that the provider may have is unknown for ever, and never called again', async () => {
    const { run, steps, state } = sendWorld({ outcome: 'unknown' });
    expect(await run()).toBe('done');
    expect(state()).toMatchObject({ state: 'unknown' });
    expect(await run('d2')).toBe('done');
    expect(steps.filter((step) => step.startsWith('call'))).toHaveLength(1);
  });

  test('is called again after a refusal, under a permit of its own', async () => {
    const { run, steps } = sendWorld({ outcome: 'refused' });
    await run('d1');
    await run('d2');
    expect(steps.filter((step) => step.startsWith('call'))).toEqual([
      'call with d1',
      'call with d2',
    ]);
  });

  test('F42: that is delivered twice is called once', async () => {
    const { run, steps } = sendWorld();
    await run('d1');
    expect(await run('d2')).toBe('done');
    expect(steps.filter((step) => step.startsWith('call'))).toHaveLength(1);
  });

  test('F42: that is delivered twice at once is called once', async () => {
    const { run, steps } = sendWorld();
    const results = await Promise.all([run('d1'), run('d2')]);
    expect(results.toSorted()).toEqual(['done', 'retry']);
    expect(steps.filter((step) => step.startsWith('call'))).toHaveLength(1);
  });

  test('is released until that works, and settled only then', async () => {
    const { run, steps, gate } = sendWorld({ releaseFailures: 3 });
    expect(await run()).toBe('done');
    const failed = ['release failed', 'sleep'];
    expect(steps.slice(3)).toEqual([...failed, ...failed, ...failed, 'release', 'settle sent']);
    expect(gate()?.permits).toEqual({});
  });

  test.each(['before', 'at the claim'] as const)(
    'whose fence closes %s is released uncalled, and goes back to the queue',
    async (fenceCloses) => {
      const { run, steps, state, gate } = sendWorld({ fenceCloses });
      expect(await run()).toBe('retry');
      expect(steps).toEqual(['prepare', 'claim', 'release', 'settle reopened']);
      expect(state()).toMatchObject({ state: 'reopened' });
      expect(gate()?.permits).toEqual({});
    },
  );

  test.each([
    ['stands', 'lost and standing', 'reopened'],
    ['does not stand', 'lost', 'queued'],
  ] as const)(
    'whose claim is never answered, and %s, is given back uncalled',
    async (_, claim, left) => {
      const { run, steps, state, gate } = sendWorld({ claim });
      expect(await run()).toBe('retry');
      expect(steps).toEqual(['prepare', 'claim', 'release', 'settle reopened']);
      expect(state()).toMatchObject({ state: left });
      expect(gate()?.permits).toEqual({});
    },
  );

  test('that was claimed elsewhere a moment ago goes back to the queue, untouched', async () => {
    const record: Partial<SendRecord> = {
      state: 'claimed',
      permitId: 'other',
      updatedAt: ago(PERMIT_MAX_AGE_MS),
    };
    const { run, steps, state } = sendWorld({ record });
    expect(await run()).toBe('retry');
    expect(steps).toEqual([]);
    expect(state()).toMatchObject(record);
  });

  test('that was claimed so long ago that nobody can be at it is unknown, and not called', async () => {
    const updatedAt = ago(PERMIT_MAX_AGE_MS + 1);
    const { run, steps, state } = sendWorld({
      record: { state: 'claimed', permitId: 'other', updatedAt },
    });
    expect(await run()).toBe('done');
    expect(steps).toEqual(['settle unknown']);
    expect(state()).toMatchObject({ state: 'unknown' });
  });

  test.each(['sent', 'refused', 'unknown'] as const)(
    'that is %s already is left alone',
    async (ended) => {
      const { run, steps } = sendWorld({ record: { state: ended } });
      expect(await run()).toBe('done');
      expect(steps).toEqual([]);
    },
  );

  test('without a contact point is refused', async () => {
    const { run, state } = sendWorld({ record: { contactId: null } });
    expect(await run()).toBe('done');
    expect(state()).toMatchObject({ state: 'refused', reason: 'invalid_address' });
  });

  test('ends as refused if its purpose has been retired since', async () => {
    const { run, steps, state } = sendWorld({ unfit: 'unknown_purpose' });
    expect(await run()).toBe('done');
    expect(steps).toEqual(['prepare', 'refuse unknown_purpose']);
    expect(state()).toMatchObject({ state: 'refused', reason: 'unknown_purpose' });
  });
});
