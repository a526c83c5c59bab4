import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { isStoreFault } from '../../shared/dynamo.ts';

const $metadata = { httpStatusCode: 400 };

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    ...{ $metadata, message: '' },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const failed = (name: string) => Object.assign(new Error(name), { name, $metadata });

describe('a request that the store has not taken', () => {
  test.each([
    ['throttled', cancelled('None', 'ThrottlingError')],
    ['over capacity', cancelled('ProvisionedThroughputExceeded')],
    ['in conflict', cancelled('TransactionConflict', 'None')],
    ['without reasons', new TransactionCanceledException({ $metadata, message: '' })],
    ['not allowed', failed('AccessDeniedException')],
  ])('may be made again later: %s', (_, error) => {
    expect(isStoreFault(error)).toBe(true);
  });

  test.each([
    ['not valid', cancelled('None', 'ValidationError')],
    ['too much for its collection', cancelled('ItemCollectionSizeLimitExceeded', 'None')],
    ['not valid, and throttled beside it', cancelled('ThrottlingError', 'ValidationError')],
    ['not valid, alone', failed('ValidationException')],
    ['too much, alone', failed('ItemCollectionSizeLimitExceededException')],
    ['a bug of ours', new TypeError('undefined is not a function')],
  ])('never will be: %s', (_, error) => {
    expect(isStoreFault(error)).toBe(false);
  });
});
