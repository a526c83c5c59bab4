import { describe, expect, test } from '@jest/globals';
import { readableStops } from '../../shared/readable-stops.ts';

const contact = { email: 'jane@example.com' };

describe('of a faulty submission', () => {
  test('everything that is no fault of its withdrawals is read', () => {
    const body = {
      contact: { ...contact, phone: 'none', address: 7 },
      withdrawals: [
        { channel: 'sms' },
        {},
        { channel: 'email', purpose: 'A B' },
        { channel: 'email' },
      ],
      grants: [{}],
      evidence: { method: 'web', ip: 'fe80::1%eth0', reference: 'ticket 7', mood: 'cross' },
    };
    expect(readableStops(body)).toEqual({
      report: {
        contact,
        grants: [],
        withdrawals: [{}, { channel: 'email' }],
        evidence: { method: 'web', reference: 'ticket 7' },
      },
      lines: [1, 3],
    });
  });

  test('of more lines than a submission may have, the first are', () => {
    const withdrawals = Array.from({ length: 40 }, () => ({ channel: 'email' }));
    expect(readableStops({ contact, withdrawals })?.lines).toHaveLength(16);
  });

  const unreadable: [string, unknown][] = [
    ['no contact', { withdrawals: [{}] }],
    ['a contact that is a list', { contact: ['jane@example.com'], withdrawals: [{}] }],
    ['a contact of another channel', { contact, withdrawals: [{ channel: 'post' }] }],
    ['a line that is a word', { contact, withdrawals: ['everything'] }],
    ['a line that is nothing', { contact, withdrawals: [null] }],
    ['a line that is a list', { contact, withdrawals: [[]] }],
    [
      'a line without a channel that says something',
      { contact, withdrawals: [{ chanel: 'email' }] },
    ],
    ['withdrawals that are no list', { contact, withdrawals: {} }],
    ['nothing at all', null],
    ['a list', []],
  ];

  test.each(unreadable)('%s: nothing is read', (_, body) => {
    expect(readableStops(body)).toBeNull();
  });
});
