import { describe, expect, test } from '@jest/globals';
import type { Cover } from '../../events/scope.ts';
import { COUNT_LAG_MS, checkLogs } from './check-logs.ts';
import {
  type Acknowledgement,
  emptyLogs,
  type Logs,
  type ProviderStart,
  type Receipt,
} from './logs.ts';

const scopes = ['email.newsletter'] as const;

const start = (step: number, more: Partial<ProviderStart> = {}): ProviderStart => ({
  ...{ step, atMs: 0, message: 'msg_1', contact: 0, scope: 'email.newsletter' },
  ...{ sender: 'sender-1', outcome: 'accepted', ...more },
});
const stopped = (step: number, cover: Cover, more: Partial<Acknowledgement> = {}) =>
  ({
    ...{ kind: 'withdrawal', postedStep: step - 1, step, atMs: 0, contact: 0, cover },
    ...{ by: 'stop-1', liftedStep: Number.POSITIVE_INFINITY, ...more },
  }) satisfies Acknowledgement;
const kinds = (logs: Partial<Logs>) =>
  checkLogs({
    ...emptyLogs(),
    grants: [{ step: 0, contact: 0, scopes }],
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
  const grants = [{ step: 4, contact: 0 as const, scopes }];
  expect(kinds({ starts: [start(3)], grants })).toEqual(['send without a grant']);
  expect(kinds({ starts: [start(5)], grants })).toEqual([]);
  expect(kinds({ starts: [start(5, { scope: 'email.offers' })], grants })).toEqual([
    'send without a grant',
  ]);
});

test('a confirmation of what was asked for after a withdrawal overrules it, and only in its scopes', () => {
  const acknowledgements = [stopped(5, '*')];
  const ceremony = { step: 8, askedStep: 7, contact: 0 as const, scopes };
  const again = { acknowledgements, ceremonies: [ceremony] };
  expect(kinds({ ...again, starts: [start(7)] })).toEqual(['forbidden send']);
  expect(kinds({ ...again, starts: [start(9)] })).toEqual([]);
  const grants = [{ step: 0, contact: 0 as const, scopes: ['email.offers' as const] }];
  const offer = { starts: [start(9, { scope: 'email.offers' })], grants };
  expect(kinds({ ...again, ...offer })).toEqual(['forbidden send']);
});

test('a confirmation of what was asked for before a withdrawal overrules nothing', () => {
  const ceremonies = [{ step: 8, askedStep: 3, contact: 0 as const, scopes }];
  const logs = { ceremonies, starts: [start(9)] };
  expect(kinds({ ...logs, acknowledgements: [stopped(5, '*')] })).toEqual(['forbidden send']);
});

test('a withdrawal that is repeated after a new consent counts again', () => {
  const ceremonies = [{ step: 8, askedStep: 7, contact: 0 as const, scopes }];
  const acknowledgements = [stopped(5, '*'), stopped(10, '*')];
  expect(kinds({ ceremonies, acknowledgements, starts: [start(11)] })).toEqual(['forbidden send']);
});

test('a hold lasts until it is lifted, and no consent overrules it', () => {
  const acknowledgements = [stopped(5, '*', { kind: 'hold', liftedStep: 9 })];
  const ceremonies = [{ step: 7, askedStep: 6, contact: 0 as const, scopes }];
  expect(kinds({ acknowledgements, ceremonies, starts: [start(8)] })).toEqual(['forbidden send']);
  expect(kinds({ acknowledgements, ceremonies, starts: [start(9)] })).toEqual([]);
});

test('what is stopped at one contact point is not stopped at another', () => {
  const acknowledgements = [stopped(5, '*', { contact: 1 })];
  expect(kinds({ acknowledgements, starts: [start(6)] })).toEqual([]);
});

describe('a withdrawal that was only received', () => {
  const received = (more: Partial<Receipt> = {}): Receipt => ({
    ...{ postedStep: 4, step: 5, contact: 0, cover: 'email.*', by: 'stop-1' },
    ...{ spooled: { takenOffStep: 9 }, heldAtMs: null, spooledAtMs: 0, ...more },
  });
  const afterwards = (receipt: Receipt, ...starts: ProviderStart[]) =>
    kinds({ receipts: [receipt], starts });

  test('is not in force yet, and is once its consumer has taken it off', () => {
    expect(afterwards(received(), start(8))).toEqual([]);
    expect(afterwards(received(), start(10))).toEqual(['forbidden send']);
    expect(afterwards(received(), start(10, { contact: 1 }))).toEqual(['send without a grant']);
    expect(afterwards(received({ cover: 'sms.*' }), start(10))).toEqual([]);
  });

  test('and held, stops what nobody can have claimed before the hold', () => {
    const held = received({ heldAtMs: 1_000 });
    expect(afterwards(held, start(8, { atMs: 12_000 }))).toEqual([]);
    expect(afterwards(held, start(8, { atMs: 12_001 }))).toEqual(['forbidden send']);
  });

  test('and not held, stops whoever must have seen it in the spool', () => {
    const seenByAllMs = COUNT_LAG_MS + 11_000;
    expect(afterwards(received(), start(8, { atMs: seenByAllMs }))).toEqual([]);
    expect(afterwards(received(), start(8, { atMs: seenByAllMs + 1 }))).toEqual(['forbidden send']);
  });

  test('is overruled by a confirmation of what was asked for after it was posted', () => {
    const ceremonies = [{ step: 9, askedStep: 5, contact: 0 as const, scopes }];
    expect(kinds({ receipts: [received()], ceremonies, starts: [start(10)] })).toEqual([]);
  });

  test('is lost if it is never put in force, whether anything was sent or not', () => {
    const never = { takenOffStep: Number.POSITIVE_INFINITY };
    expect(afterwards(received({ spooled: never }))).toEqual(['lost withdrawal']);
  });
});

test('whoever is told that withdrawals wait in the spool sends nothing', () => {
  const returned = ['sender-1'];
  expect(kinds({ returned, starts: [start(3, { sender: 'sender-1/msg_1' })] })).toEqual([
    'send past the spool',
  ]);
  expect(kinds({ returned, starts: [start(3, { sender: "sender-1'" })] })).toEqual([]);
});
