import { describe, expect, test } from '@jest/globals';
import { AllowedRecipients, isAllowedRecipient } from '../../shared/domain/allowed-recipients.ts';

const allowed = (patterns: string, address: string) =>
  isAllowedRecipient(AllowedRecipients.parse(patterns), address);

describe('whom a deployment may write to', () => {
  test.each([
    ['*', 'jane@example.net'],
    ['*', '+447700900123'],
    ['example.com', 'jane@example.com'],
    ['*.example.com', 'jane@mail.example.com'],
    ['example.org example.com', 'jane@example.com'],
    ['jane@example.net', 'jane@example.net'],
    ['+447700900*', '+447700900123'],
    ['+447700900123', '+447700900123'],
  ])('%s lets %s through', (patterns, address) => {
    expect(allowed(patterns, address)).toBe(true);
  });

  test.each([
    ['example.com', 'jane@mail.example.com'],
    ['example.com', 'jane@notexample.com'],
    ['example.com', 'jane@example.com.example.net'],
    ['example.com', '"example.com"@example.net'],
    ['*.example.com', 'jane@example.com'],
    ['*.example.com', 'jane@badexample.com'],
    ['jane@example.net', 'john@example.net'],
    ['+447700900*', '+447700901123'],
    ['+447700900123', '+4477009001234'],
    ['+447700900*', 'jane@example.com'],
    ['example.com', '+447700900123'],
  ])('%s does not let %s through', (patterns, address) => {
    expect(allowed(patterns, address)).toBe(false);
  });

  test.each(['', 'example', '**', '*@example.com', '*example.com', 'a b', '447700900*'])(
    '%p is no list, so that a slip of the pen opens nothing',
    (patterns) => {
      expect(AllowedRecipients.safeParse(patterns).success).toBe(false);
    },
  );
});
