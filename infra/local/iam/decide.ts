import { holds } from './condition.ts';
import type { Grant } from './grant.ts';
import type { Need } from './need.ts';
import { matches } from './pattern.ts';

export type Decision =
  | { allowed: true; used: readonly Grant[] }
  | { allowed: false; need: Need; explicitly: boolean };

/** IAM's answer to a call: every need must be allowed by a grant, and denied by none. */
export function decide(grants: readonly Grant[], needs: readonly Need[]): Decision {
  const used: Grant[] = [];
  for (const need of needs) {
    const fitting = grants.filter((grant) => fits(grant, need));
    const explicitly = fitting.some(({ effect }) => effect === 'Deny');
    if (explicitly || fitting.length === 0) return { allowed: false, need, explicitly };
    used.push(...fitting);
  }
  return { allowed: true, used };
}

function fits({ action, resource, conditions }: Grant, need: Need): boolean {
  return (
    matches(action.toLowerCase(), need.action.toLowerCase()) &&
    matches(resource, need.resource) &&
    conditions.every((condition) => holds(condition, need.context))
  );
}
