import * as z from 'zod';
import { LocalError } from '../local-error.ts';
import { type Condition, parseOperator } from './condition.ts';
import { isUnasked, knowsConditionKey, knowsService } from './guarded-services.ts';

/** One action on one resource, as a role's policy allows or denies it; both may be patterns. */
export type Grant = {
  effect: 'Allow' | 'Deny';
  action: string;
  resource: string;
  conditions: readonly Condition[];
};

const OneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));

// Strict: NotAction, NotResource and Principal would widen or move what a statement says.
const PolicyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Action: OneOrMore,
      Resource: OneOrMore,
      Condition: z.record(z.string(), z.record(z.string(), OneOrMore)).default({}),
    }),
  ),
});

/** The grants of a policy; `at` names it. Throws a LocalError for whatever is not evaluated here: nothing is guessed. */
export function readGrants(document: unknown, at: string): Grant[] {
  const parsed = PolicyDocument.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = [at, ...(issue?.path ?? [])].join('.');
    throw new LocalError(`${place}: the local stack cannot evaluate this: ${issue?.message}.`);
  }
  return parsed.data.Statement.flatMap(({ Effect: effect, Action, Resource, Condition }) => {
    const conditions = readConditions(Condition, at);
    const actions = Action.filter((action) => !isUnasked(action));
    for (const action of actions) refuseUnknownService(action, at);
    for (const resource of Resource) refuseVariable(resource, at);
    return actions.flatMap((action) =>
      Resource.map((resource) => ({ effect, action, resource, conditions })),
    );
  });
}

/** A grant as one line, the same for the same grant: `dynamodb:GetItem on arn:…`. */
export function describeGrant({ action, resource, conditions }: Grant): string {
  const only = conditions.map(
    ({ quantifier, test, ifExists, key, values }) =>
      ` if ${key} ${quantifier ? `${quantifier}:` : ''}${test}${ifExists ? 'IfExists' : ''} ${values.join(', ')}`,
  );
  return `${action} on ${resource}${only.join('')}`;
}

function readConditions(
  operators: Readonly<Record<string, Record<string, string[]>>>,
  at: string,
): Condition[] {
  return Object.entries(operators).flatMap(([operator, keys]) => {
    const parsed = parseOperator(operator);
    if (!parsed) throw unknown(`the condition operator ${operator}`, at, 'condition.ts');
    return Object.entries(keys).map(([key, values]) => {
      if (!knowsConditionKey(key))
        throw unknown(`the condition key ${key}`, at, 'guarded-services.ts');
      for (const value of values) refuseVariable(value, at);
      return { ...parsed, key, values };
    });
  });
}

function refuseUnknownService(action: string, at: string): void {
  const [service = ''] = action.split(':');
  if (action !== '*' && !knowsService(service)) {
    throw unknown(`the service of ${action}`, at, 'guarded-services.ts');
  }
}

function refuseVariable(text: string, at: string): void {
  if (text.includes('${')) throw unknown(`policy variables (${text})`, at, 'grant.ts');
}

function unknown(what: string, at: string, file: string): LocalError {
  return new LocalError(
    `${at}: the local stack does not know ${what}. Teach infra/local/iam/${file}.`,
  );
}
