import { type CfnElement, Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addAlarm } from './alarm.ts';
import type { ConsentFunction } from './consent-function.ts';
import { allowPoll } from './grants.ts';

const RETENTION_DAYS = 4;
const DEAD_LETTER_RETENTION_DAYS = 14;
// What its consumer cannot settle is looked at again now and then, until a person has seen to it.
const DEAD_LETTER_VISIBILITY_MINUTES = 15;
const MAX_RECEIVES = 5;
const BATCH_MESSAGES = 10;
const LATE_MINUTES = 5;
const ALARM_PERIOD = Duration.minutes(1);
// Lambda's own advice: a batch may be retried within its visibility while the function is throttled.
const VISIBILITY_PER_TIMEOUT = 6;

export type QueueLimits = {
  /** More than the usual where going back to the queue is part of the work, and no failure. */
  maxReceives?: number;
  /** How many environments may work on it at once; as many as Lambda likes if not said. */
  maxConcurrency?: number;
  /** How long a message may wait before somebody should look; minutes where it carries news. */
  lateMinutes?: number;
};

/** A queue with its own dead letters, timed after the one function that consumes it. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly consumerTimeoutSeconds: number;
  private readonly maxConcurrency: number | undefined;

  constructor(
    scope: Construct,
    id: string,
    props: { consumerTimeoutSeconds: number } & QueueLimits,
  ) {
    super(scope, id);
    this.consumerTimeoutSeconds = props.consumerTimeoutSeconds;
    this.maxConcurrency = props.maxConcurrency;
    const protection = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...protection,
      retentionPeriod: Duration.days(DEAD_LETTER_RETENTION_DAYS),
      visibilityTimeout: Duration.minutes(DEAD_LETTER_VISIBILITY_MINUTES),
    });
    this.queue = new Queue(this, 'Queue', {
      ...protection,
      retentionPeriod: Duration.days(RETENTION_DAYS),
      visibilityTimeout: Duration.seconds(props.consumerTimeoutSeconds * VISIBILITY_PER_TIMEOUT),
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: props.maxReceives ?? MAX_RECEIVES,
      },
    });
    (this.queue.node.defaultChild as CfnElement).overrideLogicalId(id);
    (this.deadLetters.node.defaultChild as CfnElement).overrideLogicalId(`${id}DeadLetters`);
    this.addAlarms(props.lateMinutes ?? LATE_MINUTES);
  }

  /** For what must come to an end even where the consumer never managed it. */
  deliverDeadLettersTo(consumer: ConsentFunction): void {
    consumer.addToRolePolicy(allowPoll(this.deadLetters));
    consumer.addEventSourceMapping(`${this.node.id}DeadLetters`, {
      eventSourceArn: this.deadLetters.queueArn,
      batchSize: BATCH_MESSAGES,
      reportBatchItemFailures: true,
    });
  }

  deliverTo(consumer: ConsentFunction): void {
    // CDK's own event source also grants what Lambda does not ask for.
    consumer.addToRolePolicy(allowPoll(this.queue));
    consumer.addEventSourceMapping(this.node.id, {
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_MESSAGES,
      reportBatchItemFailures: true,
      ...(this.maxConcurrency !== undefined && { maxConcurrency: this.maxConcurrency }),
    });
  }

  private addAlarms(lateMinutes: number): void {
    const { id } = this.node;
    addAlarm(this, 'DeadLetterCount', {
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD }),
      atLeast: 1,
      means: `Messages of ${id} failed again and again and lie in ${id}DeadLetters for ${DEAD_LETTER_RETENTION_DAYS} days. Mend the cause, then redrive them.`,
    });
    addAlarm(this, 'OldestMessage', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: ALARM_PERIOD }),
      atLeast: lateMinutes * 60,
      means: `A message has waited over ${lateMinutes} minutes in ${id}; after ${RETENTION_DAYS} days it is lost. Look into its consumer's log.`,
    });
  }
}
