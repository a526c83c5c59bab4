import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
} from 'aws-lambda';
import { type ApiScope, Caller } from '../../events/api-key.ts';
import { ConsentError } from '../errors.ts';

/** Who calls, as the authorizer found; throws `scope_missing` if its key may not do this. */
export function requireCaller(event: APIGatewayProxyEventV2, scope: ApiScope): Caller {
  const { requestContext } = event as APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>;
  const caller = Caller.parse(requestContext.authorizer.lambda);
  if (caller.scopes.includes(scope)) return caller;
  throw new ConsentError('scope_missing', `This key lacks the scope "${scope}".`);
}
