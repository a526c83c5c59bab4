import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { QUEUE_COUNTS } from '../../shared/spool-queue.ts';
import { type Diagnosis, diagnose, type Finding } from './finding.ts';

const UNREACHED = 'Check the URL, the region and what your credentials may do.';

type Queues = {
  urls: readonly string[];
  deadLetterUrls: readonly string[];
  /** The withdrawals that wait to be put in force, and those of them that were given up. */
  spoolUrls: readonly string[];
};

/** What waits, and what has been given up; the spool first, since everybody is silent while withdrawals wait there. */
export async function lookAtQueues({
  urls,
  deadLetterUrls,
  spoolUrls,
}: Queues): Promise<Diagnosis[]> {
  const queues = new SQSClient({});
  const look = (url: string, amiss: (waiting: number) => Finding | undefined) =>
    diagnose(`queue ${nameOf(url)}`, UNREACHED, async () => {
      const waiting = await countOf(queues, url);
      const finding = waiting > 0 ? amiss(waiting) : undefined;
      return { noted: `${waiting} waiting`, findings: finding ? [finding] : [] };
    });
  const isOther = (url: string) => !spoolUrls.includes(url);
  return Promise.all([
    ...spoolUrls.map((url) => look(url, deadLetterUrls.includes(url) ? spoolGivenUp : spooled)),
    ...urls.filter(isOther).map((url) => look(url, () => undefined)),
    ...deadLetterUrls.filter(isOther).map((url) => look(url, givenUp)),
  ]);
}

const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

async function countOf(queues: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...QUEUE_COUNTS] }),
  );
  return QUEUE_COUNTS.reduce((sum, count) => sum + Number(Attributes[count] ?? 0), 0);
}

const spooled = (waiting: number): Finding => ({
  what: `${waiting} withdrawals wait to be put in force, and nobody can send meanwhile: every claim waits until there are none`,
  fix: 'They are applied by themselves once the tables answer, and SQS may count them for a minute longer: look again then. If they stay, find the cause in the log of ApplySpooledWithdrawals and mend it; never purge them.',
});

const spoolGivenUp = (waiting: number): Finding => ({
  what: `${waiting} withdrawals were received and failed again and again: they are not in force, and their contact points are held at best`,
  fix: 'Find the cause in the log of ApplySpooledWithdrawals, mend it, then redrive them; never purge them.',
});

const givenUp = (waiting: number): Finding => ({
  what: `${waiting} messages failed again and again`,
  fix: 'Find the cause in the log of the queue’s consumer, mend it, then redrive them.',
});
