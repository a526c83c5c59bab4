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

test.each([
  ['a put', { Item: { contactId: {}, grants: {} } }, ['contactId', 'grants']],
  ['a read', { ProjectionExpression: 'rev, permits.#id' }, ['rev', 'permits']],
  ['an update in the old way', { AttributeUpdates: { epochs: {} } }, ['epochs']],
  ['a condition in the old way', { Expected: { rev: {} } }, ['rev']],
])('%s touches what it names', (_, call, all) => {
  expect(touchedAttributes(call)['dynamodb:Attributes']).toEqual(all);
});

test.each([
  ['an attribute called as a function is', 'REMOVE contains, size', ['contains', 'size']],
  ['a function that is not known', 'SET holds = take (:x)', ['holds', 'take']],
  ['a placeholder without a name', 'SET #what = :x', ['#what']],
  ['a placeholder of a keyword', 'SET #set = :x', ['set']],
  ['what is no grammar', 'SET holds = :x ; grants', ['holds', ';', 'grants']],
])('%s is taken for a name: %s', (_, UpdateExpression, all) => {
  const ExpressionAttributeNames = { '#set': 'set' };
  const touched = touchedAttributes({ UpdateExpression, ExpressionAttributeNames });
  expect(touched['dynamodb:Attributes']).toEqual(all);
});

test('what it wants to see counts as well', () => {
  expect(touchedAttributes({ ReturnValues: 'ALL_OLD' })).toEqual({
    'dynamodb:ReturnValues': ['ALL_OLD'],
  });
  expect(touchedAttributes({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).toEqual({
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
