import { expect, test } from '@jest/globals';
import { type Condition, holds } from '../../../../infra/local/iam/condition.ts';
import { touchedAttributes } from '../../../../infra/local/iam/touched-attributes.ts';

test.each([
  ['ADD holds :hold', undefined, {}, ['contactId', 'holds']],
  ['DELETE holds :h', 'contains(holds, :name) AND rev = :rev', {}, ['contactId', 'holds', 'rev']],
  [
    'SET #rev = :rev, permits = if_not_exists(permits, :none) REMOVE permits.#id',
    'attribute_not_exists(#rev)',
    { '#rev': 'rev', '#id': 'p1' },
    ['contactId', 'rev', 'permits'],
  ],
])('%s touches what it names, at the top', (UpdateExpression, ConditionExpression, names, all) => {
  const update = { UpdateExpression, ConditionExpression, ExpressionAttributeNames: names };
  const touched = touchedAttributes({ Key: { contactId: { S: 'x' } }, ...update });
  expect(touched['dynamodb:Attributes']?.toSorted()).toEqual([...all].toSorted());
});

test('what it wants to see counts as well', () => {
  expect(touchedAttributes({ ReturnValues: 'ALL_OLD' })).toEqual({
    'dynamodb:ReturnValues': ['ALL_OLD'],
  });
});

test('who may touch the holds alone may not open a gate', () => {
  const only: Condition = {
    ...{ quantifier: 'ForAllValues', test: 'StringEquals', ifExists: false },
    ...{ key: 'dynamodb:Attributes', values: ['contactId', 'holds'] },
  };
  const may = (UpdateExpression: string) =>
    holds(only, touchedAttributes({ Key: { contactId: {} }, UpdateExpression }));
  expect(may('ADD holds :hold')).toBe(true);
  expect(may('ADD holds :hold SET grants = :all')).toBe(false);
  expect(may('REMOVE epochs')).toBe(false);
});
