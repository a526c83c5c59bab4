import { globSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { DRAIN_LIMIT_MS } from '../../../shared/domain/drain.ts';
import { BEGIN_WITHIN_MS } from '../../../shared/import-consents.ts';
import { WITHDRAW_LIMIT_MS } from '../../../shared/ledger/withdraw-or-spool.ts';
import { actionsOf, functionsThatMay, grantsOf } from '../rights.ts';
import { type Deployed, named, propertiesOf, resourcesOf } from '../template.ts';
import { type Assertion, first } from './assertion.ts';

const PROJECT_ROOT = path.join(import.meta.dirname, '..', '..', '..');
const SENDER_TIMEOUT_SECONDS = 10;
const SLACK_MS = 2_000;
const LOG_RETENTION_DAYS = 90;

const functionsOf = (template: Deployed) => propertiesOf(template, 'AWS::Lambda::Function');

/** The functions that may hand a message to a provider. */
const sendersOf = (template: Deployed) =>
  Object.entries(functionsOf(template)).filter(([id]) =>
    grantsOf(template, id)
      .flatMap(actionsOf)
      .some((action) => /^(ses|sms-voice):Send/.test(action)),
  );

export const FUNCTIONS: readonly Assertion[] = [
  {
    says: 'every file in functions/ is deployed, and nothing else',
    holds(template) {
      const deployed = Object.values(functionsOf(template)).map(({ Description }) => Description);
      const files = globSync('functions/**/*.ts', { cwd: PROJECT_ROOT });
      expect(deployed.sort()).toEqual(files.sort());
    },
    broken(template) {
      functionsOf(template).Check.Description = 'functions/http/get-form.ts';
    },
  },
  {
    says: 'all run the one runtime',
    holds(template) {
      for (const fn of Object.values(functionsOf(template))) {
        expect(fn).toMatchObject({
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          Handler: 'index.handler',
        });
      }
    },
    broken(template) {
      functionsOf(template).GetForm.Runtime = 'nodejs22.x';
    },
  },
  {
    says: 'a sender is killed within the time that a withdrawal waits for it',
    holds(template) {
      const senders = sendersOf(template);
      expect(senders.length).toBeGreaterThan(0);
      for (const [, { Timeout }] of senders) {
        expect(Timeout).toBeLessThanOrEqual(SENDER_TIMEOUT_SECONDS);
        expect(Timeout * 1_000).toBeLessThan(DRAIN_LIMIT_MS);
      }
    },
    broken(template) {
      functionsOf(template).SendEmail.Timeout = 11;
      // Else the queue would tell as well.
      propertiesOf(template, 'AWS::SQS::Queue').EmailSends.VisibilityTimeout = 66;
    },
  },
  {
    says: 'whoever withdraws outlives the longest wait for a sender, and a store that fails after it',
    holds(template) {
      const timeoutMs = (id: string) => functionsOf(template)[id].Timeout * 1_000;
      // A confirmation withdraws nothing.
      const withdrawing = functionsThatMay(template, 'dynamodb:PutItem', 'LedgerTable').filter(
        (id) => id !== 'Confirm',
      );
      for (const id of withdrawing) {
        expect(timeoutMs(id)).toBeGreaterThan(DRAIN_LIMIT_MS);
        expect(timeoutMs(id)).toBeGreaterThan(WITHDRAW_LIMIT_MS + SLACK_MS);
      }
      const lastRowMs = BEGIN_WITHIN_MS + WITHDRAW_LIMIT_MS;
      expect(timeoutMs('ImportConsents')).toBeGreaterThan(lastRowMs + SLACK_MS);
    },
    broken(template) {
      functionsOf(template).Unsubscribe.Timeout = 11;
      // Else its alarm would tell as well.
      const alarms = Object.values(propertiesOf(template, 'AWS::CloudWatch::Alarm'));
      const slow = first(alarms, ({ AlarmName }) => AlarmName.endsWith('Unsubscribe-Slow'));
      slow.Threshold = 8_800;
    },
  },
  {
    says: 'every sender knows whom it may write to, and outside production that is not anyone',
    holds(template) {
      for (const [, { Environment }] of sendersOf(template)) {
        const { ENVIRONMENT, ALLOWED_RECIPIENTS = '' } = Environment.Variables;
        expect(ALLOWED_RECIPIENTS).not.toBe('');
        expect(ALLOWED_RECIPIENTS.split(' ').includes('*')).toBe(ENVIRONMENT === 'prod');
      }
    },
    broken(template) {
      const { Variables } = functionsOf(template).SendEmail.Environment;
      Variables.ALLOWED_RECIPIENTS = Variables.ENVIRONMENT === 'prod' ? 'example.com' : '*';
    },
  },
  {
    says: 'every sender knows what its provider account takes a second',
    holds(template) {
      const rates = sendersOf(template).map(([, fn]) => fn.Environment.Variables.SENDS_PER_SECOND);
      expect(rates).toEqual(['14', '10', '14', '10']);
    },
    broken(template) {
      delete functionsOf(template).SendSms.Environment.Variables.SENDS_PER_SECOND;
    },
  },
  {
    says: 'a provider that has accepted an email delivers it within five minutes or never',
    holds(template) {
      const sets = propertiesOf(template, 'AWS::SES::ConfigurationSet');
      const { SES_CONFIGURATION_SET } = functionsOf(template).SendEmail.Environment.Variables;
      const set = sets[named(SES_CONFIGURATION_SET)];
      expect(set.DeliveryOptions).toEqual({ MaxDeliverySeconds: 300 });
    },
    broken(template) {
      const [set] = Object.values(propertiesOf(template, 'AWS::SES::ConfigurationSet'));
      set.DeliveryOptions.MaxDeliverySeconds = 3_600;
    },
  },
  {
    says: 'only withdrawals have environments kept for them, and in production they do',
    holds(template) {
      const reserved = Object.entries(functionsOf(template)).filter(
        ([, fn]) => 'ReservedConcurrentExecutions' in fn,
      );
      const { ENVIRONMENT } = functionsOf(template).Unsubscribe.Environment.Variables;
      expect(reserved.map(([id]) => id)).toEqual(ENVIRONMENT === 'prod' ? ['Unsubscribe'] : []);
    },
    broken(template) {
      functionsOf(template).AcceptMessage.ReservedConcurrentExecutions = 50;
    },
  },
  {
    says: 'the sender is bounded at its queue, and so never throttled',
    holds(template) {
      const mappings = Object.values(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'));
      for (const [id] of sendersOf(template)) {
        const mapping = first(mappings, ({ FunctionName }) => named(FunctionName) === id);
        expect(mapping.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
        expect(mapping.ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(10);
      }
    },
    broken(template) {
      const mappings = Object.values(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'));
      const ofSender = first(mappings, ({ FunctionName }) => named(FunctionName) === 'SendEmail');
      ofSender.ScalingConfig.MaximumConcurrency = 1_000;
    },
  },
  {
    says: 'every function has a log of its own',
    holds(template) {
      const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
      const used = Object.values(functionsOf(template)).map(({ LoggingConfig }) =>
        named(LoggingConfig?.LogGroup ?? 'none'),
      );
      expect(new Set(used).size).toBe(used.length);
      expect(Object.keys(groups)).toEqual(expect.arrayContaining(used));
    },
    broken(template) {
      delete functionsOf(template).Check.LoggingConfig;
    },
  },
  {
    says: 'every log ends',
    holds(template) {
      for (const group of Object.values(propertiesOf(template, 'AWS::Logs::LogGroup'))) {
        expect(group.RetentionInDays).toBe(LOG_RETENTION_DAYS);
      }
    },
    broken(template) {
      delete first(Object.values(propertiesOf(template, 'AWS::Logs::LogGroup'))).RetentionInDays;
    },
  },
];
