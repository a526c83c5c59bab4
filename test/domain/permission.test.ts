import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { granted, headerOf, OPEN, requested, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');

function verdict(changes: Change[], scope: Scope, holds: string[] = []) {
  const events = changes.map((change, index) => sealHeader(headerOf(index + 1, [change])));
  const gate = { ...newGate('AAAAAAAAAAAAAAAAAAAAAA', null, foldEvents(events)), holds };
  const { allowed, reason } = permission(gate, scope, NOW, OPEN);
  return `${allowed ? 'allow' : 'deny'} ${reason}`;
}

describe('the decision table (standards §7.8), as far as one email purpose goes', () => {
  test('row 1: of an unknown person nothing is allowed but post', () => {
    expect(permission(undefined, 'email.newsletter', NOW, OPEN).reason).toBe('no_consent');
    expect(permission(undefined, 'sms.newsletter', NOW, OPEN).allowed).toBe(false);
    expect(permission(undefined, 'phone.newsletter', NOW, OPEN).allowed).toBe(false);
    expect(permission(undefined, 'post.newsletter', NOW, OPEN)).toMatchObject({
      allowed: true,
      reason: 'not_objected',
    });
  });

  test('row 2: consent to one channel is consent to that channel', () => {
    expect(verdict([granted(0)], 'email.newsletter')).toBe('allow consented');
    expect(verdict([granted(0)], 'sms.newsletter')).toBe('deny no_consent');
  });

  test('row 3: consent to one purpose is consent to that purpose', () => {
    expect(verdict([granted(0)], 'email.offers')).toBe('deny no_consent');
  });

  test('row 4: one-click unsubscribe closes its scope and leaves the others', () => {
    const left = [granted(0), granted(0, 'email.offers'), withdrawn(1)];
    expect(verdict(left, 'email.newsletter')).toBe('deny withdrawn');
    expect(verdict(left, 'email.offers')).toBe('allow consented');
  });

  test('row 5: "stop everything" closes every channel, post included', () => {
    const left = [granted(0), withdrawn(1, '*')];
    expect(verdict(left, 'email.newsletter')).toBe('deny withdrawn');
    expect(verdict(left, 'post.offers')).toBe('deny objected');
  });

  test('row 6: an objection to post closes post alone', () => {
    const objected: Change = {
      type: 'ConsentWithdrawn',
      cover: 'post.*',
      epoch: 1,
      reason: 'objected',
    };
    expect(verdict([granted(0), objected], 'post.offers')).toBe('deny objected');
    expect(verdict([granted(0), objected], 'email.newsletter')).toBe('allow consented');
  });

  test('row 9: consent lapses at the end of its validity', () => {
    expect(verdict([granted(0, 'email.newsletter', 2025)], 'email.newsletter')).toBe(
      'deny expired',
    );
  });

  test('row 11: a grant that waits for confirmation allows nothing', () => {
    expect(verdict([requested(0)], 'email.newsletter')).toBe('deny pending');
  });

  test('row 12: a grant without a ceremony after a withdrawal allows nothing', () => {
    expect(verdict([withdrawn(1), granted(0)], 'email.newsletter')).toBe('deny withdrawn');
  });

  test('row 13: a grant whose ceremony saw the withdrawal allows again', () => {
    expect(verdict([withdrawn(1), granted(1)], 'email.newsletter')).toBe('allow consented');
  });

  test('row 14: of grant and withdrawal at once, the withdrawal wins', () => {
    expect(verdict([granted(0), withdrawn(1)], 'email.newsletter')).toBe('deny withdrawn');
    expect(verdict([withdrawn(1), granted(0)], 'email.newsletter')).toBe('deny withdrawn');
  });

  test('a covering withdrawal voids a grant that waits', () => {
    expect(verdict([requested(0), withdrawn(1)], 'email.newsletter')).toBe('deny withdrawn');
  });

  test('a hold denies everything, consent or not', () => {
    expect(verdict([granted(0)], 'email.newsletter', ['gate_missing'])).toBe('deny held');
    expect(verdict([granted(0)], 'post.offers', ['gate_missing'])).toBe('deny held');
  });
});
