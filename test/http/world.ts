import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LOCAL_REGION, LOOPBACK } from '../../infra/local/aws-local.ts';
import { kms } from '../../infra/local/engines/kms.ts';
import { secretsManager } from '../../infra/local/engines/secrets-manager.ts';
import { freePort } from '../../infra/local/free-port.ts';
import type { Service } from '../../infra/local/running.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';

export const ENVIRONMENT = 'test';

const SECRETS = {
  pepper: JSON.stringify({ pepper: 'pepper-of-the-test-world-0123456789-abcdef' }),
  'other-pepper': JSON.stringify({ pepper: 'another-pepper-that-nothing-was-kept-under-01' }),
  'link-keys': JSON.stringify({ current: 'k1', k1: 'link-key-of-the-test-world-0123456789-abc' }),
};

export const EVIDENCE_KEY = {
  id: 'evidence',
  arn: 'arn:aws:kms:eu-west-2:000000000000:key/evidence',
  aliases: [],
};

/** What the handlers find around them: the real engine, and doubles of Secrets Manager and KMS. */
export type World = Engine & {
  secretsEndpoint: string;
  /** Adds to a secret, or changes what is in it. */
  changeSecret(name: keyof typeof SECRETS, change: Record<string, string>): void;
  kms: Kms;
};

/** A double of KMS with one key: what it was asked, and what it answers instead, if anything. */
export type Kms = { endpoint: string; calls: string[]; refusal: string | undefined };

/**
 * Starts it and points this process's environment at it. Handlers read their environment when they are
 * imported, so import them dynamically and after this.
 */
export async function startWorld(): Promise<World> {
  const [engine, secrets, keys] = await Promise.all([startEngine(), startSecrets(), startKms()]);
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    AWS_ENDPOINT_URL_KMS: keys.kms.endpoint,
  });
  return {
    ...engine,
    secretsEndpoint: secrets.endpoint,
    changeSecret: secrets.change,
    kms: keys.kms,
    async stop() {
      await keys.stop();
      await secrets.stop();
      await engine.stop();
    },
  };
}

/** Every variable that a handler may ask for, with `endpoints` over it. */
export function pointEnvironmentAt(endpoints: Record<string, string>): void {
  Object.assign(process.env, {
    ...TABLE_NAMES,
    ENVIRONMENT,
    GATE_STATE: 'open',
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    PEPPER_SECRET_ID: 'pepper',
    LINK_KEYS_SECRET_ID: 'link-keys',
    EVIDENCE_KEY_ID: EVIDENCE_KEY.arn,
    SENDS_BY_CONTACT_INDEX: 'byContact',
    WITHDRAWAL_SPOOL_URL: 'http://127.0.0.1:9/withdrawal-spool',
    ALLOWED_RECIPIENTS: 'example.com *.example.com +447700900*',
    EMAIL_SEND_QUEUE_URL: 'http://127.0.0.1:9/email-sends',
    SMS_SEND_QUEUE_URL: 'http://127.0.0.1:9/sms-sends',
    SERVICE_EMAIL_QUEUE_URL: 'http://127.0.0.1:9/service-emails',
    SERVICE_TEXT_QUEUE_URL: 'http://127.0.0.1:9/service-texts',
    SERVICE_MESSAGES_PER_HOUR: '1000',
    LINK_BASE_URL: 'https://consent.example.com',
    SENDS_PER_SECOND: '1000',
    RATE_LIMIT_PER_MINUTE: '30000',
    ...endpoints,
  });
}

type Secrets = Pick<Service, 'stop'> & { endpoint: string; change: World['changeSecret'] };

async function startSecrets(): Promise<Secrets> {
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-secrets-'));
  const write = (secrets: Record<string, string>) =>
    writeFileSync(path.join(folder, 'secrets.json'), JSON.stringify(secrets));
  write(SECRETS);
  const port = await freePort(0, '--port');
  const generate = { PasswordLength: 64, ExcludePunctuation: true };
  const declared = Object.keys(SECRETS).map((name) => ({ name, arn: `arn:${name}`, generate }));
  const service = secretsManager(declared, port, folder);
  await service.start();
  return {
    endpoint: `http://${LOOPBACK}:${port}`,
    change(name, change) {
      const secret = JSON.stringify({ ...JSON.parse(SECRETS[name]), ...change });
      write({ ...SECRETS, [name]: secret });
    },
    async stop() {
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startKms(): Promise<Pick<Service, 'stop'> & { kms: Kms }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-kms-'));
  const port = await freePort(0, '--port');
  const double: Kms = { endpoint: `http://${LOOPBACK}:${port}`, calls: [], refusal: undefined };
  const refuse = (operation: string) => {
    double.calls.push(operation);
    return double.refusal;
  };
  const service = kms({ keys: [EVIDENCE_KEY], port, folder, refuse });
  await service.start();
  return {
    kms: double,
    async stop() {
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
