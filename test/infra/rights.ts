import { type Deployed, named, propertiesOf } from './template.ts';

export type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
};

/** Every right that a role of the stack has. */
export function statementsOf(template: Deployed): Statement[] {
  const policies = Object.values(propertiesOf(template, 'AWS::IAM::Policy'));
  return policies.flatMap((policy) => policy.PolicyDocument.Statement);
}

/** The rights of one function. */
export function grantsOf(template: Deployed, functionId: string): Statement[] {
  const { Role } = propertiesOf(template, 'AWS::Lambda::Function')[functionId];
  return Object.values(propertiesOf(template, 'AWS::IAM::Policy'))
    .filter((policy) => policy.Roles.map(named).includes(named(Role)))
    .flatMap((policy) => policy.PolicyDocument.Statement);
}

/** The functions that may do `action`, on `resource` if one is named. */
export function functionsThatMay(template: Deployed, action: string, resource?: string): string[] {
  const matches = (statement: Statement) =>
    actionsOf(statement).includes(action) &&
    (resource === undefined || namesOf(statement.Resource).includes(resource));
  return Object.keys(propertiesOf(template, 'AWS::Lambda::Function'))
    .filter((id) => grantsOf(template, id).some(matches))
    .sort();
}

export function reachesLedger(statement: Statement): boolean {
  return namesOf(statement.Resource).some((name) => name === '*' || name.includes('LedgerTable'));
}

export function actionsOf(statement: Statement): string[] {
  return [statement.Action].flat();
}

export function namesOf(resource: unknown): string[] {
  return [resource].flat().map(named);
}
