import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { addAlarm } from './alarm.ts';
import type { ConsentFunction } from './consent-function.ts';

const BATCH_RECORDS = 100;
const RETRIES = 10;
const MAX_AGE_SECONDS = 60;
const PERIOD = Duration.minutes(1);

/** Delivers a table's stream from its beginning; what fails again and again is kept whole in `failures`. */
export function readStream(consumer: ConsentFunction, table: Table, failures: Bucket): void {
  const source = new DynamoEventSource(table, {
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: BATCH_RECORDS,
    bisectBatchOnError: true,
    retryAttempts: RETRIES,
    reportBatchItemFailures: true,
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    // CDK's own S3 destination also grants reading and deleting what failed.
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
  });
  consumer.addEventSource(source);
  for (const statement of allowStoreFailures(failures)) consumer.addToRolePolicy(statement);

  addAlarm(consumer, 'StreamAge', {
    metric: consumer.metric('IteratorAge', { statistic: 'Maximum', period: PERIOD }),
    atLeast: MAX_AGE_SECONDS * 1_000,
    means: `News has waited over ${MAX_AGE_SECONDS} s in the stream. Look into the log of ${consumer.node.id}.`,
  });
  // A batch that gives its records back is no error of the function: only the mapping counts what was given up.
  for (const [id, metricName] of GIVEN_UP) {
    addAlarm(consumer, id, {
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { EventSourceMappingUUID: source.eventSourceMappingId },
        statistic: 'Sum',
        period: PERIOD,
      }),
      atLeast: 1,
      means: `${consumer.node.id} gave up on news of the stream; what it was lies in the bucket ${failures.node.id}, or only in the ledger. Mend the cause, then rebuild the projections.`,
    });
  }
}

const GIVEN_UP = [
  ['RecordsGivenUp', 'OnFailureDestinationDeliveredEventCount'],
  ['RecordsDropped', 'DroppedEventCount'],
] as const;

function allowStoreFailures(bucket: Bucket): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }),
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  ];
}
