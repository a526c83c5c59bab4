import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Diagnosis, diagnose } from './finding.ts';

const UNREACHED = 'Check the URL, the region and what your credentials may do.';

// What a consumer tries and fails again is out of sight in between.
const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** What waits, and what has been given up. */
export async function lookAtQueues(
  urls: readonly string[],
  deadLetterUrls: readonly string[],
): Promise<Diagnosis[]> {
  const queues = new SQSClient({});
  const look = (url: string, isDeadLetters: boolean) => {
    const name = url.slice(url.lastIndexOf('/') + 1);
    return diagnose(`queue ${name}`, UNREACHED, async () => {
      const { Attributes = {} } = await queues.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: [...COUNTS],
        }),
      );
      const waiting = COUNTS.reduce((sum, count) => sum + Number(Attributes[count] ?? 0), 0);
      const what = `${waiting} messages failed again and again`;
      const fix = 'Find the cause in the log of the queue’s consumer, mend it, then redrive them.';
      return {
        noted: `${waiting} waiting`,
        findings: isDeadLetters && waiting > 0 ? [{ what, fix }] : [],
      };
    });
  };
  return Promise.all([
    ...urls.map((url) => look(url, false)),
    ...deadLetterUrls.map((url) => look(url, true)),
  ]);
}
