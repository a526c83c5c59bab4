import { describe, expect, test } from '@jest/globals';
import { namesNobody } from '../../events/outside-name.ts';

describe('the name of a message elsewhere', () => {
  test.each([
    ...[
      'jane@example.com',
      'december:jane@example.com',
      'jane%40example.com',
      'j.d@mail.example.com:3',
    ],
    ...['+447700900123', '07700900123', '07700-900123', '00447700900123', '447700900123'],
    ...['may:07700900123', 'may/+1.202.555.0123', '(0)207-946-0123', '01632_07700900123'],
  ])('%j tells whom it is for', (name) => {
    expect(namesNobody(name)).toBe(false);
  });

  test.each([
    ...[
      'december:1234',
      'welcome:1',
      '019ac3f0-6f5c-7d3e-8a2b-0123456789ab',
      'jane@till',
      '@',
      'a.b',
    ],
    ...['1234567890123', '20261124', '2026-11-24T10:00:00.000Z', '0000000042', '0.123456789012345'],
  ])('%j tells nothing of anybody', (name) => {
    expect(namesNobody(name)).toBe(true);
  });
});
