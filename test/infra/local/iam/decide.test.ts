import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../../infra/local/iam/decide.ts';
import { readGrants } from '../../../../infra/local/iam/grant.ts';
import { need } from '../../../../infra/local/iam/need.ts';
import { matches } from '../../../../infra/local/iam/pattern.ts';

const LEDGER = 'arn:aws:dynamodb:eu-west-2:000000000000:table/Ledger';
const inTransaction = { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] };

function grants(...statements: object[]) {
  return readGrants({ Version: '2012-10-17', Statement: statements }, 'Policy');
}

function allow(Action: string | string[], Resource: string | string[], Condition?: object) {
  return { Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) };
}

function isAllowed(statements: object[], ...needs: Parameters<typeof need>[]): boolean {
  return decide(
    grants(...statements),
    needs.map((wanted) => need(...wanted)),
  ).allowed;
}

describe('a call', () => {
  test('is allowed by a grant of its action on its resource, and by nothing less', () => {
    const statements = [allow('dynamodb:GetItem', LEDGER)];
    expect(isAllowed(statements, ['dynamodb:GetItem', LEDGER])).toBe(true);
    expect(isAllowed(statements, ['dynamodb:PutItem', LEDGER])).toBe(false);
    expect(isAllowed(statements, ['dynamodb:GetItem', `${LEDGER}2`])).toBe(false);
    expect(isAllowed(statements, ['dynamodb:GetItem', `${LEDGER}/index/x`])).toBe(false);
    expect(isAllowed([], ['dynamodb:GetItem', LEDGER])).toBe(false);
  });

  test('is denied by one deny among any number of grants, and says so', () => {
    const deny = { Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*' };
    const statements = [allow('*', '*'), deny, allow('dynamodb:PutItem', LEDGER)];
    expect(isAllowed(statements, ['dynamodb:GetItem', LEDGER])).toBe(true);
    const put = need('dynamodb:PutItem', LEDGER);
    expect(decide(grants(...statements), [put])).toEqual({
      allowed: false,
      explicitly: true,
      need: put,
    });
  });

  test('that needs several permissions needs them all, and the missing one is named', () => {
    const statements = [allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], LEDGER)];
    const [put, remove] = [need('dynamodb:PutItem', LEDGER), need('dynamodb:DeleteItem', LEDGER)];
    expect(decide(grants(...statements), [put]).allowed).toBe(true);
    expect(decide(grants(...statements), [put, remove])).toMatchObject({
      allowed: false,
      need: remove,
    });
  });

  test('tells which grants it has used, and none when it is denied', () => {
    const decision = decide(grants(allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], ['a', 'b'])), [
      need('sqs:SendMessage', 'b'),
    ]);
    expect(decision).toMatchObject({
      allowed: true,
      used: [{ action: 'sqs:SendMessage', resource: 'b' }],
    });
  });
});

describe('a condition', () => {
  const onlyInTransactions = allow('dynamodb:PutItem', LEDGER, {
    'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
  });
  const under = (operator: string, value: string | string[], key = 'kms:EncryptionContext:use') => [
    allow('kms:Decrypt', '*', { [operator]: { [key]: value } }),
  ];
  const decrypt = (statements: object[], ...use: string[]) =>
    isAllowed(statements, [
      'kms:Decrypt',
      'key',
      use.length > 0 ? { 'kms:EncryptionContext:use': use } : {},
    ]);

  test('lets a put through inside a transaction, and nowhere else', () => {
    const statements = [onlyInTransactions];
    expect(isAllowed(statements, ['dynamodb:PutItem', LEDGER, inTransaction])).toBe(true);
    expect(isAllowed(statements, ['dynamodb:PutItem', LEDGER])).toBe(false);
    const read = { 'dynamodb:EnclosingOperation': ['TransactGetItems'] };
    expect(isAllowed(statements, ['dynamodb:PutItem', LEDGER, read])).toBe(false);
  });

  test.each([
    ['StringEquals', ['seal'], [true, false, false, false]],
    ['StringEquals', ['other', 'seal'], [true, false, false, false]],
    ['StringEqualsIfExists', ['seal'], [true, false, false, true]],
    ['StringNotEquals', ['seal'], [false, true, false, true]],
    ['StringLike', ['s*l'], [true, false, false, false]],
    ['StringNotLike', ['s*l'], [false, true, false, true]],
    ['ForAnyValue:StringEquals', ['seal'], [true, false, true, false]],
    ['ForAllValues:StringEquals', ['seal'], [true, false, false, true]],
    ['ForAllValues:StringEqualsIfExists', ['seal'], [true, false, false, true]],
    ['ForAnyValue:StringNotEquals', ['seal'], [false, true, true, false]],
    ['ForAllValues:StringNotEquals', ['seal'], [false, true, false, true]],
  ])(
    '%s %j holds for [seal], [open], [seal, open] and nothing: %j',
    (operator, values, expected) => {
      const statements = under(operator, values);
      const contexts = [['seal'], ['open'], ['seal', 'open'], []];
      expect(contexts.map((use) => decrypt(statements, ...use))).toEqual(expected);
    },
  );

  test('on TLS takes every call here as one over TLS', () => {
    expect(decrypt(under('Bool', 'true', 'aws:SecureTransport'))).toBe(true);
    expect(decrypt(under('Bool', 'false', 'aws:SecureTransport'))).toBe(false);
  });

  test('stands beside others: all of them must hold', () => {
    const both = allow('kms:Decrypt', '*', {
      StringEquals: { 'kms:EncryptionContext:use': 'seal', 'kms:EncryptionContext:env': 'dev' },
    });
    const context = { 'kms:EncryptionContext:use': ['seal'] };
    expect(isAllowed([both], ['kms:Decrypt', 'key', context])).toBe(false);
    const full = { ...context, 'kms:EncryptionContext:env': ['dev'] };
    expect(isAllowed([both], ['kms:Decrypt', 'key', full])).toBe(true);
  });
});

describe('a pattern', () => {
  test.each([
    ['*', '', true],
    ['*', 'anything', true],
    ['dynamodb:*', 'dynamodb:GetItem', true],
    ['dynamodb:*Item', 'dynamodb:GetItem', true],
    ['dynamodb:*Item', 'dynamodb:GetItems', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['a', '', false],
    ['', '', true],
  ])('%j fits %j: %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test('in an action knows no case, as IAM; in a resource it does', () => {
    expect(isAllowed([allow('dynamodb:getitem', LEDGER)], ['dynamodb:GetItem', LEDGER])).toBe(true);
    const shouted = LEDGER.toUpperCase();
    expect(isAllowed([allow('dynamodb:GetItem', shouted)], ['dynamodb:GetItem', LEDGER])).toBe(
      false,
    );
  });
});
