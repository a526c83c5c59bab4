import type { Context } from './need.ts';

/** What of an update says which attributes it touches. */
export type Touching = {
  Key?: Readonly<Record<string, unknown>> | undefined;
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  ReturnValues?: string | undefined;
};

const KEYWORDS = new Set(['SET', 'REMOVE', 'ADD', 'DELETE', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
const FUNCTIONS = new Set([
  ...['if_not_exists', 'list_append', 'attribute_exists', 'attribute_not_exists'],
  ...['attribute_type', 'begins_with', 'contains', 'size'],
]);
const BETWEEN_OPERANDS = /[\s(),=<>+-]/;
const INSIDE_ATTRIBUTE = /[.[]/;

/** The top-level attributes that an update names in its key and expressions, and what it wants to see of them. */
export function touchedAttributes(update: Touching): Context {
  const { Key = {}, UpdateExpression = '', ConditionExpression = '', ReturnValues } = update;
  const names = update.ExpressionAttributeNames ?? {};
  const named = `${UpdateExpression} ${ConditionExpression}`
    .split(BETWEEN_OPERANDS)
    .filter((operand) => operand !== '' && !operand.startsWith(':'))
    .map((operand) => operand.split(INSIDE_ATTRIBUTE)[0] ?? '')
    .filter((name) => !KEYWORDS.has(name.toUpperCase()) && !FUNCTIONS.has(name))
    .map((name) => names[name] ?? name);
  const attributes = [...new Set([...Object.keys(Key), ...named])];
  return {
    ...(attributes.length > 0 && { 'dynamodb:Attributes': attributes }),
    ...(ReturnValues !== undefined && { 'dynamodb:ReturnValues': [ReturnValues] }),
  };
}
