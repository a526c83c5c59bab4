import { type Grant, readGrants } from '../iam/grant.ts';
import { LocalError } from '../local-error.ts';
import type { Declarations } from './read-stack.ts';
import type { Names } from './resolve.ts';

export type LocalRole = { name: string; arn: string; grants: readonly Grant[] };

/** Managed policies whose permissions nothing here asks for, each with the reason. Any other is refused. */
const IGNORED_MANAGED_POLICIES: Readonly<Record<string, string>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole':
    'each function writes to its own file',
};

/** Every role with what its own policies, and those attached to it, allow and deny. */
export function readRoles(declared: Declarations, names: Names): LocalRole[] {
  const policies = declared('AWS::IAM::Policy');
  return declared('AWS::IAM::Role').map(({ id, properties }) => {
    const name = names.ref(id);
    const foreign = properties.ManagedPolicyArns.find(
      (arn) => !Object.hasOwn(IGNORED_MANAGED_POLICIES, arn),
    );
    if (foreign !== undefined) {
      throw new LocalError(`${id}: the local stack does not know the managed policy ${foreign}.`);
    }
    const attached = policies.filter((policy) => policy.properties.Roles.includes(name));
    const documents = [
      ...properties.Policies.map((policy) => ({ at: id, document: policy.PolicyDocument })),
      ...attached.map((policy) => ({ at: policy.id, document: policy.properties.PolicyDocument })),
    ];
    return {
      name,
      arn: names.attribute(id, 'Arn'),
      grants: documents.flatMap(({ at, document }) => readGrants(document, at)),
    };
  });
}
