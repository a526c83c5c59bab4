import type { SQSEvent } from 'aws-lambda';

/** A batch as Lambda's poller hands it over; the nth message's id is `m<n>`. */
export function queueEvent(...bodies: unknown[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: `r${index}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1795428000000',
        SenderId: 'route',
        ApproximateFirstReceiveTimestamp: '1795428000000',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-2:000000000000:updates',
      awsRegion: 'eu-west-2',
    })),
  };
}

export const failuresOf = (answer: { batchItemFailures: { itemIdentifier: string }[] }) =>
  answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
