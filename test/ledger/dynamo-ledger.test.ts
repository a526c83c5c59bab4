import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { TABLE_NAMES } from '../engine.ts';
import { grantedEvent } from '../histories.ts';

const event = sealHeader(grantedEvent({ seq: 1 }));
const gate = newGate(event.contactId, null, foldEvents([event]));
const submission = {
  id: 'a',
  bodyHash: 'b',
  receipt: { recordedAt: event.recordedAt, parts: [] },
};

/** What the engine never does by itself: refuse, throttle, lose answers. */
function commitAnsweredBy(error: Error) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' }));
  const mock = mockClient(client);
  mock.on(TransactWriteCommand).rejects(error);
  const ledger = dynamoLedger(client, TABLE_NAMES);
  return ledger.commit(submission, [{ event, before: undefined, after: gate, hold: null }], []);
}

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const serviceError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

describe('a commit that does not go through', () => {
  test.each([
    ['the submission is known', cancelled('ConditionalCheckFailed', 'None', 'None')],
    ['the gate has moved', cancelled('None', 'ConditionalCheckFailed', 'ConditionalCheckFailed')],
    ['F5: another transaction is at it', cancelled('None', 'None', 'TransactionConflict')],
    ['F6: the table throttles', cancelled('None', 'ThrottlingError', 'None')],
  ])('is a conflict, to be read again, if %s', async (_, error) => {
    expect(await commitAnsweredBy(error)).toBe('conflict');
  });

  test.each([
    ['F1: the answer gets lost', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
    ['the service fails', serviceError('InternalServerError', 500)],
    ['the service is throttled', serviceError('ThrottlingException', 400)],
    ['the call times out', Object.assign(new Error('late'), { name: 'TimeoutError' })],
  ])('is unknown, to be looked up, if %s', async (_, error) => {
    expect(await commitAnsweredBy(error)).toBe('unknown');
  });

  test.each([
    ['an item is not valid', cancelled('ValidationError', 'None', 'None')],
    ['the role may not write', serviceError('AccessDeniedException', 400)],
    ['our own code is at fault', new TypeError('undefined is not a function')],
  ])('is thrown if %s', async (_, error) => {
    await expect(commitAnsweredBy(error)).rejects.toBe(error);
  });
});

test('a commit puts twice and only if absent, and never puts over a gate that was read', async () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' }));
  const mock = mockClient(client);
  mock.on(TransactWriteCommand).resolves({});
  const ledger = dynamoLedger(client, TABLE_NAMES);
  await ledger.commit(submission, [{ event, before: gate, after: gate, hold: null }], []);
  const input = mock.commandCalls(TransactWriteCommand)[0]?.args[0].input as
    | TransactWriteCommandInput
    | undefined;
  expect(input?.TransactItems).toMatchObject([
    { Put: { ConditionExpression: 'attribute_not_exists(pk)', TableName: 'Ledger' } },
    { Put: { ConditionExpression: 'attribute_not_exists(pk)', TableName: 'Ledger' } },
    { Update: { ConditionExpression: '#rev = :read', TableName: 'Gate' } },
  ]);
  expect(input?.TransactItems?.[2]?.Update?.UpdateExpression).toMatch(
    /permits = if_not_exists\(permits, :none\)$/,
  );
});
