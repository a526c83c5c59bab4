import type { Context } from './need.ts';

/** What of a call on one item says which attributes it touches. */
export type Touching = {
  Key?: Attributes | undefined;
  Item?: Attributes | undefined;
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  /** How updates and conditions were written before there were expressions; both still work. */
  AttributeUpdates?: Attributes | undefined;
  Expected?: Attributes | undefined;
  ReturnValues?: string | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
};

type Attributes = Readonly<Record<string, unknown>>;

// All of them are words that DynamoDB reserves: no attribute is called so without a placeholder.
const KEYWORDS = new Set(['SET', 'REMOVE', 'ADD', 'DELETE', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
const FUNCTIONS = new Set([
  ...['if_not_exists', 'list_append', 'attribute_exists', 'attribute_not_exists'],
  ...['attribute_type', 'begins_with', 'contains', 'size'],
]);
const OPERAND = /[^\s(),=<>+-]+(?:\s*\()?/g;
const INSIDE_ATTRIBUTE = /[.[]/;

/**
 * The top-level attributes that a call names in its key, item and expressions, and what it wants to see of them.
 * Whatever is not known as grammar is taken for a name, so that it fits no list of names.
 */
export function touchedAttributes(call: Touching): Context {
  const { Key, Item, AttributeUpdates, Expected, ReturnValues } = call;
  const plain = [Key, Item, AttributeUpdates, Expected].flatMap((part) => Object.keys(part ?? {}));
  const attributes = [...new Set([...plain, ...namedInExpressions(call)])];
  // A condition that fails shows the item as well; AWS does not say that it asks about it.
  const shown = [ReturnValues, call.ReturnValuesOnConditionCheckFailure].flatMap((it) => it ?? []);
  return {
    ...(attributes.length > 0 && { 'dynamodb:Attributes': attributes }),
    ...(shown.length > 0 && { 'dynamodb:ReturnValues': shown }),
  };
}

function namedInExpressions(call: Touching): string[] {
  const names = call.ExpressionAttributeNames ?? {};
  const expressions = [call.UpdateExpression, call.ConditionExpression, call.ProjectionExpression];
  return expressions
    .flatMap((expression) => expression?.match(OPERAND) ?? [])
    .filter((operand) => !operand.startsWith(':') && !isFunction(operand))
    .map((operand) => operand.replace(/\s*\($/, '').split(INSIDE_ATTRIBUTE)[0] ?? '')
    .filter((name) => !KEYWORDS.has(name.toUpperCase()))
    .map((name) => names[name] ?? name);
}

const isFunction = (operand: string) =>
  operand.endsWith('(') && FUNCTIONS.has(operand.slice(0, -1).trimEnd());
