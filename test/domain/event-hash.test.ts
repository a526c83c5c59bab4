import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { chainFaults, eventHash, sealHeader } from '../../shared/domain/event-hash.ts';
import { grantedEvent, withdrawnEvent } from '../histories.ts';

const first = sealHeader({ ...grantedEvent({ seq: 1 }), prev: null });
const second = sealHeader({ ...withdrawnEvent({ seq: 2 }), prev: first.hash });

describe('the chain of one contact point', () => {
  test('MRK-1: a leaf hash is SHA-256 over a zero byte and the JCS form', () => {
    const header = { ...grantedEvent({ seq: 1 }), prev: null };
    const keys = JSON.stringify(Object.keys(header).toSorted());
    expect(keys).toBe(
      '["changes","contactId","eventId","prev","recordedAt","seq","source","version"]',
    );
    const expected = createHash('sha256')
      .update('\0')
      .update(
        `{"changes":[{"basis":0,"scope":"email.newsletter","shown":{"formId":"newsletter","locale":"en-GB","noticeId":"n1","renderedHash":"${'a'.repeat(64)}","wordingId":"w1"},"type":"ConsentGranted","validUntil":"2028-11-23T10:00:00.000Z"}],"contactId":"AAAAAAAAAAAAAAAAAAAAAA","eventId":"${header.eventId}","prev":null,"recordedAt":"2026-11-23T10:00:00.000Z","seq":1,"source":"form","version":1}`,
      )
      .digest('hex');
    expect(eventHash(header)).toBe(expected);
  });

  test('an intact chain has no faults', () => {
    expect(chainFaults([first, second])).toEqual([]);
  });

  test('a changed event is found by its hash', () => {
    const altered = { ...second, recordedAt: '2026-11-24T10:00:00.000Z' };
    expect(chainFaults([first, altered])).toEqual([{ seq: 2, fault: 'hash' }]);
  });

  test('an event that was altered and sealed anew no longer fits what follows', () => {
    const { hash, ...header } = first;
    const forged = sealHeader({ ...header, recordedAt: '2026-11-01T10:00:00.000Z' });
    expect(hash).not.toBe(forged.hash);
    expect(chainFaults([forged, second])).toEqual([{ seq: 2, fault: 'prev' }]);
  });

  test('a missing event leaves a gap', () => {
    expect(chainFaults([second]).map(({ fault }) => fault)).toEqual(['prev', 'gap']);
  });
});
