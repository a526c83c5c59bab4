import { expect } from '@jest/globals';
import { type Deployed, named, propertiesOf } from '../template.ts';
import { type Assertion, first } from './assertion.ts';

const VISIBILITY_PER_TIMEOUT = 6;
const DAY_SECONDS = 86_400;

const queuesOf = (template: Deployed) => propertiesOf(template, 'AWS::SQS::Queue');
const mappingsOf = (template: Deployed) =>
  Object.values(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'));

/** Queues that a function works on; the others are dead letters. */
const workOf = (template: Deployed) =>
  Object.entries(queuesOf(template)).filter(([id]) => !id.endsWith('DeadLetters'));

const consumersOf = (template: Deployed, queue: string) =>
  mappingsOf(template).filter(({ EventSourceArn }) => named(EventSourceArn) === queue);

const streamMappingsOf = (template: Deployed) =>
  mappingsOf(template).filter(({ EventSourceArn }) => named(EventSourceArn).includes('StreamArn'));

const ofTheStream = (
  says: string,
  holds: (mapping: Deployed['Resources'][string]) => void,
  broken: (mapping: Deployed['Resources'][string]) => void,
): Assertion => ({
  says,
  holds(template) {
    const mappings = streamMappingsOf(template);
    expect(mappings.length).toBeGreaterThan(0);
    for (const mapping of mappings) holds(mapping);
  },
  broken: (template) => broken(first(streamMappingsOf(template))),
});

export const QUEUES: readonly Assertion[] = [
  {
    says: 'a message is tried at least five times, and then kept among its queue’s own dead letters',
    holds(template) {
      for (const [id, queue] of workOf(template)) {
        expect(queue.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
        expect(named(queue.RedrivePolicy.deadLetterTargetArn)).toBe(`${id}DeadLetters`);
      }
    },
    broken(template) {
      queuesOf(template).EmailUpdates.RedrivePolicy.maxReceiveCount = 4;
    },
  },
  {
    says: 'dead letters are kept for 14 days, longer than their queue keeps anything',
    holds(template) {
      for (const [id, queue] of workOf(template)) {
        const kept = queuesOf(template)[`${id}DeadLetters`].MessageRetentionPeriod;
        expect(kept).toBe(14 * DAY_SECONDS);
        // A dead letter's age counts from its first arrival in the source queue.
        expect(kept).toBeGreaterThan(queue.MessageRetentionPeriod);
      }
    },
    broken(template) {
      queuesOf(template).EmailSendsDeadLetters.MessageRetentionPeriod = 4 * DAY_SECONDS;
    },
  },
  {
    says: 'a message stays hidden for six of its consumer’s timeouts',
    holds(template) {
      const functions = propertiesOf(template, 'AWS::Lambda::Function');
      for (const [id, queue] of workOf(template)) {
        for (const { FunctionName } of consumersOf(template, id)) {
          const { Timeout } = functions[named(FunctionName)];
          expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(VISIBILITY_PER_TIMEOUT * Timeout);
        }
      }
    },
    broken(template) {
      queuesOf(template).SuppressionUpdates.VisibilityTimeout -= 1;
    },
  },
  {
    says: 'every queue has one consumer, and no two share the news',
    holds(template) {
      for (const [id] of workOf(template)) expect(consumersOf(template, id)).toHaveLength(1);
    },
    broken({ Resources }) {
      const [id] = first(
        Object.entries(Resources),
        ([, { Type, Properties }]) =>
          Type === 'AWS::Lambda::EventSourceMapping' &&
          named(Properties.EventSourceArn) === 'EmailUpdates',
      );
      delete Resources[id];
    },
  },
  {
    says: 'what the senders give up is settled, and what cannot be read is not hammered on',
    holds(template) {
      for (const id of ['EmailSendsDeadLetters', 'SmsSendsDeadLetters']) {
        expect(consumersOf(template, id)).toHaveLength(1);
        expect(queuesOf(template)[id].VisibilityTimeout).toBeGreaterThanOrEqual(900);
      }
    },
    broken(template) {
      queuesOf(template).SmsSendsDeadLetters.VisibilityTimeout = 30;
    },
  },
  {
    says: 'every queue is encrypted',
    holds(template) {
      for (const queue of Object.values(queuesOf(template))) {
        expect(queue.SqsManagedSseEnabled === true || 'KmsMasterKeyId' in queue).toBe(true);
      }
    },
    broken(template) {
      queuesOf(template).EmailSends.SqsManagedSseEnabled = false;
    },
  },
  {
    says: 'every queue refuses plain-text connections',
    holds(template) {
      const policies = Object.values(propertiesOf(template, 'AWS::SQS::QueuePolicy'));
      expect(policies.flatMap(({ Queues }) => Queues.map(named)).sort()).toEqual(
        Object.keys(queuesOf(template)).sort(),
      );
      for (const { PolicyDocument } of policies) {
        expect(PolicyDocument.Statement).toContainEqual(
          expect.objectContaining({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        );
      }
    },
    broken(template) {
      const policy = first(Object.values(propertiesOf(template, 'AWS::SQS::QueuePolicy')));
      policy.PolicyDocument.Statement[0].Condition.Bool['aws:SecureTransport'] = 'true';
    },
  },
  {
    says: 'no event is filtered away before a function sees it',
    holds(template) {
      for (const mapping of mappingsOf(template)) expect(mapping.FilterCriteria).toBeUndefined();
    },
    broken(template) {
      const filter = { Filters: [{ Pattern: '{"body":{"version":[1]}}' }] };
      first(mappingsOf(template)).FilterCriteria = filter;
    },
  },
  {
    says: 'of a batch only what failed comes back',
    holds(template) {
      for (const mapping of mappingsOf(template)) {
        expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      }
    },
    broken(template) {
      delete first(mappingsOf(template)).FunctionResponseTypes;
    },
  },
  ofTheStream(
    'the stream is read from its beginning, so that no event falls between two deployments',
    (mapping) => expect(mapping.StartingPosition).toBe('TRIM_HORIZON'),
    (mapping) => {
      mapping.StartingPosition = 'LATEST';
    },
  ),
  ofTheStream(
    'a bad record of the stream is found by halves, and tried a bounded number of times',
    (mapping) => {
      expect(mapping.BisectBatchOnFunctionError).toBe(true);
      expect(mapping.MaximumRetryAttempts).toBeGreaterThanOrEqual(5);
      expect(mapping.MaximumRetryAttempts).toBeLessThanOrEqual(100);
    },
    (mapping) => {
      mapping.MaximumRetryAttempts = -1;
    },
  ),
  ofTheStream(
    'what the stream’s reader gives up on is kept whole in a bucket, for queues and topics drop the records',
    (mapping) =>
      expect(mapping.DestinationConfig.OnFailure.Destination).toEqual({
        'Fn::GetAtt': ['RouteFailures', 'Arn'],
      }),
    (mapping) => {
      mapping.DestinationConfig.OnFailure.Destination = {
        'Fn::GetAtt': ['EmailSendsDeadLetters', 'Arn'],
      };
    },
  ),
];
