import { expect } from '@jest/globals';
import { type Deployed, named, propertiesOf, resourcesOf } from '../template.ts';
import { type Assertion, first } from './assertion.ts';

const alarmsOf = (template: Deployed) =>
  Object.values(propertiesOf(template, 'AWS::CloudWatch::Alarm'));

/** What rings: `Errors of SendEmail`. */
const rings = (template: Deployed) =>
  alarmsOf(template).map(
    ({ MetricName, Dimensions = [] }) =>
      `${MetricName} of ${Dimensions.map(({ Value }: { Value: unknown }) => named(Value)).join()}`,
  );

const forget = ({ Resources }: Deployed, metricName: string) => {
  const [id] = first(
    Object.entries(Resources),
    ([, { Type, Properties }]) =>
      Type === 'AWS::CloudWatch::Alarm' && Properties.MetricName === metricName,
  );
  delete Resources[id];
};

const FROM_CLOUDWATCH = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};

const topicPolicyOf = (template: Deployed) =>
  first(Object.values(propertiesOf(template, 'AWS::SNS::TopicPolicy'))).PolicyDocument;

const keyPolicyOf = (template: Deployed) => {
  const [topic] = Object.values(propertiesOf(template, 'AWS::SNS::Topic'));
  const keys = propertiesOf(template, 'AWS::KMS::Key');
  return keys[named(topic.KmsMasterKeyId ?? 'none')]?.KeyPolicy;
};

export const ALARMS: readonly Assertion[] = [
  {
    says: 'somebody hears of every function that fails, is throttled or is about to be killed',
    holds(template) {
      for (const id of Object.keys(resourcesOf(template, 'AWS::Lambda::Function'))) {
        for (const metric of ['Errors', 'Throttles', 'Duration']) {
          expect(rings(template)).toContain(`${metric} of ${id}`);
        }
      }
    },
    broken: (template) => forget(template, 'Throttles'),
  },
  {
    says: 'a function is slow before its timeout, not after',
    holds(template) {
      const functions = propertiesOf(template, 'AWS::Lambda::Function');
      const slow = alarmsOf(template).filter(({ MetricName }) => MetricName === 'Duration');
      for (const { Dimensions, Threshold } of slow) {
        const { Timeout } = functions[named(Dimensions[0].Value)];
        expect(Threshold).toBeLessThan(Timeout * 1_000);
      }
    },
    broken(template) {
      const slow = first(alarmsOf(template), ({ MetricName }) => MetricName === 'Duration');
      slow.Threshold = 1_000_000;
    },
  },
  {
    says: 'somebody hears of every dead letter',
    holds(template) {
      const queues = Object.keys(resourcesOf(template, 'AWS::SQS::Queue'));
      for (const id of queues.filter((name) => name.endsWith('DeadLetters'))) {
        expect(rings(template)).toContain(`ApproximateNumberOfMessagesVisible of ${id}.QueueName`);
      }
    },
    broken: (template) => forget(template, 'ApproximateNumberOfMessagesVisible'),
  },
  {
    says: 'somebody hears of every queue whose messages wait too long, long before they are lost',
    holds(template) {
      const queues = propertiesOf(template, 'AWS::SQS::Queue');
      for (const id of Object.keys(queues).filter((name) => !name.endsWith('DeadLetters'))) {
        const age = first(
          alarmsOf(template),
          ({ MetricName, Dimensions = [] }) =>
            MetricName === 'ApproximateAgeOfOldestMessage' &&
            named(Dimensions[0].Value) === `${id}.QueueName`,
        );
        expect(age.Threshold).toBeLessThan(queues[id].MessageRetentionPeriod / 2);
      }
    },
    broken: (template) => forget(template, 'ApproximateAgeOfOldestMessage'),
  },
  {
    says: 'somebody hears of every stream that is read late, and of what its reader gives up on',
    holds(template) {
      const mappings = Object.entries(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'));
      const ofStreams = mappings.filter(([, mapping]) => 'StartingPosition' in mapping);
      for (const [id, { FunctionName, MetricsConfig }] of ofStreams) {
        expect(rings(template)).toContain(`IteratorAge of ${named(FunctionName)}`);
        expect(MetricsConfig).toEqual({ Metrics: ['EventCount'] });
        expect(rings(template)).toContain(`OnFailureDestinationDeliveredEventCount of ${id}`);
        expect(rings(template)).toContain(`DroppedEventCount of ${id}`);
      }
    },
    broken: (template) => forget(template, 'IteratorAge'),
  },
  {
    says: 'somebody hears of a stop that comes late, at every destination',
    holds(template) {
      expect(rings(template)).toContain('TimeToStop of suppression-list');
      expect(rings(template)).toContain('TimeToStop of email-sender');
    },
    broken: (template) => forget(template, 'TimeToStop'),
  },
  {
    says: 'somebody hears of a hand in the ledger',
    holds: (template) => expect(rings(template)).toContain('LedgerTampering of '),
    broken: (template) => forget(template, 'LedgerTampering'),
  },
  {
    says: 'somebody hears of callers who are answered 5xx',
    holds(template) {
      const [api] = Object.keys(resourcesOf(template, 'AWS::ApiGatewayV2::Api'));
      expect(rings(template)).toContain(`5xx of ${api}`);
    },
    broken: (template) => forget(template, '5xx'),
  },
  {
    says: 'what the functions measure is looked for where they write it',
    holds(template) {
      const [{ Environment }] = [propertiesOf(template, 'AWS::Lambda::Function').Route];
      const own = alarmsOf(template).filter(({ Namespace }) => !Namespace.startsWith('AWS/'));
      expect(own.length).toBeGreaterThan(0);
      for (const { Namespace } of own) {
        expect(Namespace).toBe(`PriorConsent/${Environment.Variables.ENVIRONMENT}`);
      }
    },
    broken(template) {
      const own = first(alarmsOf(template), ({ MetricName }) => MetricName === 'TimeToStop');
      own.Namespace = 'PriorConsent/staging';
    },
  },
  {
    says: 'every alarm goes to the topic, and says what is wrong',
    holds(template) {
      const [topic, ...others] = Object.keys(resourcesOf(template, 'AWS::SNS::Topic'));
      expect(others).toEqual([]);
      for (const { AlarmActions = [], AlarmDescription, ActionsEnabled } of alarmsOf(template)) {
        expect(AlarmActions.map(named)).toEqual([topic]);
        expect(ActionsEnabled).not.toBe(false);
        expect(AlarmDescription).toMatch(/\w.*\.$/);
      }
    },
    broken(template) {
      delete first(alarmsOf(template)).AlarmActions;
    },
  },
  {
    says: 'silence is no alarm',
    holds(template) {
      for (const alarm of alarmsOf(template)) {
        expect(alarm.TreatMissingData).toBe('notBreaching');
      }
    },
    broken(template) {
      first(alarmsOf(template)).TreatMissingData = 'breaching';
    },
  },
  {
    says: 'the topic lets alarms in, and plain-text connections not',
    holds(template) {
      const { Statement } = topicPolicyOf(template);
      expect(Statement).toContainEqual(
        expect.objectContaining({ ...FROM_CLOUDWATCH, Action: 'sns:Publish' }),
      );
      expect(Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    },
    broken(template) {
      const policy = topicPolicyOf(template);
      policy.Statement = policy.Statement.filter(
        ({ Effect }: { Effect: string }) => Effect === 'Deny',
      );
    },
  },
  {
    says: 'the topic is encrypted with a key that alarms may use',
    holds(template) {
      expect(keyPolicyOf(template)?.Statement).toContainEqual(
        expect.objectContaining({
          ...FROM_CLOUDWATCH,
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        }),
      );
    },
    broken(template) {
      const [topic] = Object.values(propertiesOf(template, 'AWS::SNS::Topic'));
      topic.KmsMasterKeyId = 'alias/aws/sns';
    },
  },
  {
    says: 'in production the topic goes on to a person, and elsewhere to nobody who did not ask',
    holds(template) {
      const { ENVIRONMENT } = propertiesOf(template, 'AWS::Lambda::Function').SendEmail.Environment
        .Variables;
      const subscriptions = Object.values(propertiesOf(template, 'AWS::SNS::Subscription'));
      expect(subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual(
        ENVIRONMENT === 'prod' ? [['email', 'duty@example.com']] : [],
      );
    },
    broken({ Resources }) {
      const had = Object.keys(Resources).find(
        (id) => Resources[id]?.Type === 'AWS::SNS::Subscription',
      );
      if (had !== undefined) delete Resources[had];
      else {
        const Properties = { Protocol: 'email', Endpoint: 'duty@example.com' };
        Object.assign(Resources, { Extra: { Type: 'AWS::SNS::Subscription', Properties } });
      }
    },
  },
  {
    says: 'one picture shows the stops, the refusals, the sends, the dead letters and the stream',
    holds(template) {
      const [dashboard, ...others] = Object.values(
        propertiesOf(template, 'AWS::CloudWatch::Dashboard'),
      );
      expect(others).toEqual([]);
      const shown = named(dashboard.DashboardBody);
      expect(JSON.parse(shown).widgets.length).toBeGreaterThan(5);
      for (const id of Object.keys(resourcesOf(template, 'AWS::SQS::Queue'))) {
        expect(shown).toContain(`"${id}.QueueName"`);
      }
      for (const metric of ['TimeToStop', 'GateRefusals', 'Sends', 'IteratorAge', '5xx']) {
        expect(shown).toContain(metric);
      }
    },
    broken(template) {
      const [dashboard] = Object.values(propertiesOf(template, 'AWS::CloudWatch::Dashboard'));
      const shown = named(dashboard.DashboardBody);
      dashboard.DashboardBody = shown.replaceAll('GateRefusals', 'Refusals');
    },
  },
];
