import { LocalError } from '../local-error.ts';
import type { CorsConfiguration } from './api-properties.ts';
import type { Declarations, LocalFunction } from './read-stack.ts';

export type Authorizer = {
  fn: LocalFunction;
  /** Lower-case names of the headers without which nobody is asked. */
  identityHeaders: readonly string[];
};

export type Route = {
  /** `GET /v1/forms/{formId}`, `ANY /u/{token+}` or `$default`. */
  key: string;
  fn: LocalFunction;
  authorizer: Authorizer | undefined;
  timeoutMilliseconds: number;
};

export type HttpApi = { id: string; routes: Route[]; cors: CorsConfiguration | undefined };

/** The one HTTP API of the stack, if there is one, with what each route asks and calls. */
export function readApi(
  declared: Declarations,
  functionOf: (arn: string, id: string) => LocalFunction,
): HttpApi | undefined {
  const [api, another] = declared('AWS::ApiGatewayV2::Api');
  if (another) throw new LocalError(`${another.id}: the local stack serves one HTTP API only.`);
  if (!api) return undefined;

  const integrations = new Map(
    declared('AWS::ApiGatewayV2::Integration').map(({ id, properties }) => [
      `integrations/${id}`,
      {
        fn: functionOf(properties.IntegrationUri, id),
        timeoutMilliseconds: properties.TimeoutInMillis,
      },
    ]),
  );
  const authorizers = new Map(
    declared('AWS::ApiGatewayV2::Authorizer').map(({ id, properties }) => [
      id,
      {
        fn: functionOf(properties.AuthorizerUri, id),
        identityHeaders: properties.IdentitySource.map((source) =>
          source.slice('$request.header.'.length).toLowerCase(),
        ),
      },
    ]),
  );
  const routes = declared('AWS::ApiGatewayV2::Route').map(({ id, properties }) => {
    const integration = integrations.get(properties.Target);
    if (!integration) throw new LocalError(`${id}: ${properties.Target} is not declared.`);
    const { AuthorizationType, AuthorizerId } = properties;
    const authorizer = authorizers.get(AuthorizerId ?? '');
    // A route that asks for a key must never fall open here.
    if ((AuthorizationType === 'CUSTOM') !== (authorizer !== undefined)) {
      throw new LocalError(`${id}: its authorizer ${AuthorizerId ?? '(none)'} is not declared.`);
    }
    return { key: properties.RouteKey, authorizer, ...integration };
  });
  return { id: api.id, routes, cors: api.properties.CorsConfiguration };
}
