import type { Endpoints } from '../functions/environment-variables.ts';
import { type Call, type Need, SECURE_TRANSPORT } from './need.ts';
import { dynamodbNeeds } from './needs/dynamodb.ts';
import { kmsNeeds } from './needs/kms.ts';
import { s3Needs } from './needs/s3.ts';
import { secretsManagerNeeds } from './needs/secrets-manager.ts';
import { sesNeeds } from './needs/ses.ts';
import { smsVoiceNeeds } from './needs/sms-voice.ts';
import { snsNeeds } from './needs/sns.ts';
import { sqsNeeds } from './needs/sqs.ts';
import { jsonRefusal, queryRefusal, type Refusal, s3Refusal } from './refusal.ts';

export type GuardedService = {
  /** Where it answers. */
  engine: keyof Endpoints;
  needsOf(call: Call): Need[];
  refusal: Refusal;
  /** What a policy may ask about a call; a name that ends with `:` stands for all that begin so. */
  conditionKeys: readonly string[];
  /** Its bodies may be large, and say nothing about permissions. */
  passesBodyUnread?: true;
};

/** Every service that a function can call, by the name that it signs with, which is also IAM's prefix. */
const GUARDED_SERVICES: Readonly<Record<string, GuardedService>> = {
  dynamodb: {
    engine: 'dynamodb',
    needsOf: dynamodbNeeds,
    refusal: jsonRefusal,
    conditionKeys: [
      ...['dynamodb:EnclosingOperation', 'dynamodb:LeadingKeys'],
      ...['dynamodb:Attributes', 'dynamodb:ReturnValues'],
    ],
  },
  sqs: { engine: 'sqs', needsOf: sqsNeeds, refusal: jsonRefusal, conditionKeys: [] },
  sns: { engine: 'sns', needsOf: snsNeeds, refusal: queryRefusal, conditionKeys: [] },
  s3: {
    engine: 's3',
    needsOf: s3Needs,
    refusal: s3Refusal,
    conditionKeys: [],
    passesBodyUnread: true,
  },
  ses: {
    engine: 'ses',
    needsOf: sesNeeds,
    refusal: queryRefusal,
    conditionKeys: ['ses:FromAddress', 'ses:Recipients'],
  },
  'sms-voice': {
    engine: 'pinpoint_sms_voice_v2',
    needsOf: smsVoiceNeeds,
    refusal: jsonRefusal,
    conditionKeys: [],
  },
  secretsmanager: {
    engine: 'secrets_manager',
    needsOf: secretsManagerNeeds,
    refusal: jsonRefusal,
    conditionKeys: [],
  },
  kms: {
    engine: 'kms',
    needsOf: kmsNeeds,
    refusal: jsonRefusal,
    conditionKeys: ['kms:EncryptionContextKeys', 'kms:EncryptionContext:'],
  },
};

/** Services whose permissions are never asked for here, each with the reason. */
const UNASKED: Readonly<Record<string, string>> = {
  logs: 'each function writes to its own file',
  xray: 'traces are not collected',
};

export function guardedService(name: string): GuardedService | undefined {
  return Object.hasOwn(GUARDED_SERVICES, name) ? GUARDED_SERVICES[name] : undefined;
}

export function knowsService(name: string): boolean {
  return guardedService(name) !== undefined;
}

export function isUnasked(action: string): boolean {
  return Object.hasOwn(UNASKED, action.split(':')[0] ?? '');
}

export function knowsConditionKey(key: string): boolean {
  const known = Object.values(GUARDED_SERVICES).flatMap(({ conditionKeys }) => conditionKeys);
  return [SECURE_TRANSPORT, ...known].some((name) =>
    name.endsWith(':') ? key.startsWith(name) : key === name,
  );
}
