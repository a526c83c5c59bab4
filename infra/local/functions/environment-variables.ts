import { LOCAL_REGION } from '../aws-local.ts';
import type { LocalFunction } from '../template/read-stack.ts';

/** Where the local engines and doubles answer. */
export type Endpoints = Readonly<
  Record<'dynamodb' | 'sqs' | 'sns' | 's3' | 'ses' | 'secretsManager', string>
>;

/** What a function sees of its environment: the template's variables and what Lambda adds. */
export function environmentVariables(
  fn: LocalFunction,
  endpoints: Endpoints,
): Record<string, string> {
  return {
    ...endpointVariables(endpoints),
    AWS_REGION: LOCAL_REGION,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
    AWS_ACCESS_KEY_ID: fn.name,
    AWS_SECRET_ACCESS_KEY: 'local',
    // The SDK looks for a developer's own settings at home; there are none on Lambda.
    HOME: fn.folder,
    NODE_OPTIONS: '--enable-source-maps',
    TZ: 'UTC',
    ...fn.variables,
  };
}

/** Sends every SDK client that knows these variables to the local stack. */
export function endpointVariables(endpoints: Endpoints): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SNS: endpoints.sns,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SES: endpoints.ses,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
  };
}
