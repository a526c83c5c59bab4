import { LOCAL_REGION } from '../aws-local.ts';
import type { LocalFunction } from '../template/read-stack.ts';

/** Where the local engines and doubles answer, by the name in `AWS_ENDPOINT_URL_<NAME>`. */
export type Endpoints = Readonly<
  Record<
    | 'dynamodb'
    | 'dynamodb_streams'
    | 'sqs'
    | 'sns'
    | 's3'
    | 'ses'
    | 'pinpoint_sms_voice_v2'
    | 'secrets_manager'
    | 'kms',
    string
  >
>;

/**
 * What a function sees of its environment: the template's variables and what Lambda adds. Every service is
 * reached through the policy door, those that nobody here has ever heard of as well.
 */
export function environmentVariables(
  fn: LocalFunction,
  { policyDoor, sqs }: { policyDoor: string; sqs: string },
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: policyDoor,
    AWS_REGION: LOCAL_REGION,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
    AWS_ACCESS_KEY_ID: fn.name,
    AWS_SECRET_ACCESS_KEY: 'local',
    // The SDK looks for a developer's own settings at home; there are none on Lambda.
    HOME: fn.folder,
    NODE_OPTIONS: '--enable-source-maps',
    TZ: 'UTC',
    ...throughTheDoor(fn.variables, sqs, policyDoor),
  };
}

/** A queue is called at its address, whatever the endpoint: functions are given that of the door. */
function throughTheDoor(
  variables: LocalFunction['variables'],
  sqs: string,
  door: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.startsWith(`${sqs}/`) ? `${door}${value.slice(sqs.length)}` : value,
    ]),
  );
}
