import { expect, test } from '@jest/globals';
import { checkLogs } from './check-logs.ts';
import type { Acknowledgement, Logs, ProviderStart } from './logs.ts';

const start = (step: number, more: Partial<ProviderStart> = {}): ProviderStart => ({
  ...{ step, atMs: 0, message: 'msg_1', scope: 'email.newsletter', sender: 'sender-1' },
  ...{ outcome: 'accepted', ...more },
});
const stopped = (step: number, cover: Acknowledgement['cover']): Acknowledgement => ({
  ...{ step, atMs: 0, cover, by: 'stop-1' },
});
const kinds = (logs: Partial<Logs>) =>
  checkLogs({
    starts: [],
    acknowledgements: [],
    grants: [{ step: 0, scopes: ['email.newsletter'] }],
    ...logs,
  }).map(({ kind }) => kind);

test.each(['email.newsletter', 'email.*', '*'] as const)(
  'a message may start until the withdrawal of %s is acknowledged, and never after',
  (cover) => {
    const acknowledgements = [stopped(5, cover)];
    expect(kinds({ starts: [start(4)], acknowledgements })).toEqual([]);
    expect(kinds({ starts: [start(6)], acknowledgements })).toEqual(['forbidden send']);
  },
);

test.each(['email.offers', 'sms.*', 'sms.newsletter'] as const)(
  'the withdrawal of %s leaves the newsletter alone',
  (cover) => {
    expect(kinds({ starts: [start(6)], acknowledgements: [stopped(5, cover)] })).toEqual([]);
  },
);

test('what the provider refused for sure does not count, even after a withdrawal it does', () => {
  const refused = start(3, { outcome: 'refused' });
  expect(kinds({ starts: [refused, start(7)] })).toEqual([]);
  expect(kinds({ starts: [refused], acknowledgements: [stopped(2, '*')] })).toEqual([
    'forbidden send',
  ]);
});

test.each(['accepted', 'in doubt'] as const)('what is %s is not sent again', (outcome) => {
  expect(kinds({ starts: [start(3, { outcome }), start(7)] })).toEqual(['double send']);
  expect(kinds({ starts: [start(3, { outcome }), start(7, { message: 'msg_2' })] })).toEqual([]);
});

test('nothing starts before somebody has asked for it', () => {
  const grants = [{ step: 4, scopes: ['email.newsletter' as const] }];
  expect(kinds({ starts: [start(3)], grants })).toEqual(['send without a grant']);
  expect(kinds({ starts: [start(5)], grants })).toEqual([]);
  expect(kinds({ starts: [start(5, { scope: 'email.offers' })], grants })).toEqual([
    'send without a grant',
  ]);
});
