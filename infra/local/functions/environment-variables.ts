import { LOCAL_REGION } from '../aws-local.ts';
import type { LocalFunction } from '../template/read-stack.ts';

const SERVICES = [
  'dynamodb',
  'dynamodb_streams',
  'sqs',
  'sns',
  's3',
  'ses',
  'pinpoint_sms_voice_v2',
  'secrets_manager',
] as const;

/** Where the local engines and doubles answer, by the name in `AWS_ENDPOINT_URL_<NAME>`. */
export type Endpoints = Readonly<Record<(typeof SERVICES)[number], string>>;

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

function endpointVariables(endpoints: Endpoints): Record<string, string> {
  return Object.fromEntries(
    SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, endpoints[service]]),
  );
}
