import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../aws-local.ts';
import type { Outcome } from '../functions/environment.ts';
import type { Authorizer } from '../template/read-api.ts';
import { type GatewayResponse, gatewayMessage } from './gateway-response.ts';

const SimpleResponse = z.looseObject({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).nullish(),
});

export type Verdict =
  | { allowed: true; context: Record<string, unknown> }
  | { allowed: false; response: GatewayResponse };

/** Asks a Lambda authorizer (payload 2.0, simple responses) whether the request may pass. */
export async function authorize(
  authorizer: Pick<Authorizer, 'identityHeaders'>,
  event: APIGatewayProxyEventV2,
  invoke: (event: unknown) => Promise<Outcome>,
): Promise<Verdict> {
  const identitySource = authorizer.identityHeaders.map((name) => event.headers[name]);
  if (identitySource.some((value) => value === undefined || value === '')) {
    return refuse(401, 'Unauthorized');
  }
  const outcome = await invoke(authorizerEvent(event, identitySource));
  if (!outcome.ok) return refuse(500, 'Internal Server Error');
  const answer = SimpleResponse.safeParse(JSON.parse(outcome.payload));
  if (!answer.success) return refuse(500, 'Internal Server Error');
  if (!answer.data.isAuthorized) return refuse(403, 'Forbidden');
  return { allowed: true, context: answer.data.context ?? {} };
}

function authorizerEvent(
  { body: _, isBase64Encoded: __, ...event }: APIGatewayProxyEventV2,
  identitySource: readonly unknown[],
): object {
  const { apiId, http, stage } = event.requestContext;
  return {
    ...event,
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${apiId}/${stage}/${http.method}${http.path}`,
    identitySource,
  };
}

function refuse(status: number, message: string): Verdict {
  return { allowed: false, response: gatewayMessage(status, message) };
}
