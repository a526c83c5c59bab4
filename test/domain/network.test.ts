import { describe, expect, test } from '@jest/globals';
import { networkBucket } from '../../shared/domain/network.ts';

describe('the heap of a network', () => {
  test.each([
    ['192.0.2.1', '192.0.2.254'],
    ['2001:db8:1::1', '2001:0db8:0001:ffff::2'],
    ['2001:db8::1', '2001:db8:0:ffff::2'],
    ['2001:DB8:1::1', '2001:db8:1:2:3:4:5:6'],
  ])('is the same for %s and %s', (one, other) => {
    expect(networkBucket(one)).toBe(networkBucket(other));
  });

  test('is mostly another for another network, and one of 4,096', () => {
    const heaps = Array.from({ length: 256 }, (_, third) => networkBucket(`198.51.${third}.1`));
    expect(new Set(heaps).size).toBeGreaterThan(200);
    for (const heap of heaps) expect(Number(heap)).toBeLessThan(4_096);
  });
});
