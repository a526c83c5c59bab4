import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE_NAMES } from '../engine.ts';
import type { GarbageWorld, Handler, Mistake } from './garbage-world.ts';

/** A deliberate mistake, which the proof must catch: else it proves nothing. */
export type Control = Mistake & { name: string; says: string; caughtBy: ProofName };

export type ProofName = 'canaries' | 'requests' | 'queues' | 'stream' | 'logs';

type Answer = { statusCode?: number; body?: string };

/** The genuine handler, with its answer changed. */
const answering =
  (change: (answer: Answer) => unknown) =>
  (genuine: Handler): Handler =>
  async (event, context) =>
    change(await genuine(event, context));

const isRefusal = ({ statusCode = 0 }: Answer) => statusCode >= 400;

/** A problem document, told otherwise. */
const retold = (change: (errors: { pointer: string }[]) => unknown) =>
  answering((answer) => {
    const { errors, ...problem } = JSON.parse(answer.body ?? '{}');
    if (!isRefusal(answer) || !errors) return answer;
    return { ...answer, body: JSON.stringify({ ...problem, errors: change(errors) }) };
  });

const storing = (genuine: Handler, { dynamo }: GarbageWorld): Handler => {
  return async (event, context) => {
    const Item = { pk: `SEEN#${Math.random()}`, sk: 'SEEN' };
    await dynamo.send(new PutCommand({ TableName: TABLE_NAMES.OPERATIONS_TABLE, Item }));
    return genuine(event, context);
  };
};

/** Writes a line about every request. */
const logging =
  (line: (event: { headers: Record<string, string>; body?: string }) => string) =>
  (genuine: Handler): Handler =>
  (event, context) => {
    process.stdout.write(`${line(event)}\n`);
    return genuine(event, context);
  };

const ipOf = (event: unknown): string =>
  (event as { requestContext: { http: { sourceIp: string } } }).requestContext.http.sourceIp;

type Batch = { Records: { messageId: string; body: string }[] };

const afterBatch =
  (change: (failed: { itemIdentifier: string }[], event: Batch) => unknown) =>
  (genuine: Handler): Handler =>
  async (event, context) =>
    change((await genuine(event, context)).batchItemFailures, event);

const allOf = ({ Records }: Batch) => ({
  batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

const queueing = (genuine: Handler): Handler => {
  const queues = new SQSClient({});
  return async (event, context) => {
    const QueueUrl = process.env.EMAIL_UPDATE_QUEUE_URL;
    const MessageBody = JSON.stringify({ to: event.body });
    await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    return genuine(event, context);
  };
};

const CONSENTS = 'functions/http/record-consents.ts';
const PROJECT = 'functions/queue/project-suppressions.ts';
const SEND = 'functions/queue/send-email.ts';

export const controls: readonly Control[] = [
  {
    ...{ name: 'answers-500', says: 'a door answers 500 to what it cannot read' },
    ...{ entry: 'functions/http/check.ts', caughtBy: 'requests' },
    instead: answering((answer) => (isRefusal(answer) ? { ...answer, statusCode: 500 } : answer)),
  },
  {
    ...{ name: 'throws', says: 'a door throws at what it cannot read' },
    ...{ entry: 'functions/http/make-links.ts', caughtBy: 'requests' },
    instead: (genuine) => (event, context) =>
      event.body
        ? genuine({ ...event, body: JSON.stringify(JSON.parse(event.body)) }, context)
        : genuine(event, context),
  },
  {
    ...{ name: 'writes-first', says: 'a door writes before it has read the request' },
    ...{ entry: CONSENTS, caughtBy: 'requests', instead: storing },
  },
  {
    ...{ name: 'names-nothing', says: 'an error names no field' },
    ...{ entry: CONSENTS, caughtBy: 'requests', instead: retold(() => undefined) },
  },
  {
    ...{ name: 'names-another', says: 'an error names another field' },
    ...{ entry: CONSENTS, caughtBy: 'requests' },
    instead: retold((errors) => errors.map((error) => ({ ...error, pointer: '#/version' }))),
  },
  {
    ...{ name: 'takes-anything', says: 'a door takes what it must refuse' },
    ...{ entry: 'functions/http/list-suppressions.ts', caughtBy: 'requests' },
    instead: answering((answer) => (isRefusal(answer) ? { ...answer, statusCode: 200 } : answer)),
  },
  {
    ...{ name: 'any-key', says: 'the authorizer lets every key pass' },
    ...{ entry: 'functions/http/authorize.ts', caughtBy: 'requests' },
    instead: () => async () => ({
      isAuthorized: true,
      context: { clientId: 'proof', scopes: 'check send' },
    }),
  },
  {
    ...{ name: 'logs-agent', says: 'a line tells of a user agent' },
    ...{ entry: 'functions/http/unsubscribe.ts', caughtBy: 'logs' },
    instead: logging(({ headers }) => `unsubscribe by ${headers['user-agent']}`),
  },
  {
    ...{ name: 'logs-address', says: 'a line tells of an IP address, in base64' },
    ...{ entry: 'functions/http/unsubscribe.ts', caughtBy: 'logs' },
    instead: logging((event) => Buffer.from(`ip=${ipOf(event)}`).toString('base64url')),
  },
  {
    ...{ name: 'logs-body', says: 'a line tells of a body, escaped' },
    ...{ entry: 'functions/http/check.ts', caughtBy: 'logs' },
    instead: logging(({ body = '' }) => Buffer.from(body).toString('hex')),
  },
  {
    ...{ name: 'logs-key', says: 'a line tells of an API key' },
    ...{ entry: 'functions/http/check.ts', caughtBy: 'logs' },
    instead: logging(({ headers }) => `called with ${headers.authorization}`),
  },
  {
    ...{ name: 'measures-address', says: 'a metric has an address for its dimension' },
    ...{ entry: 'functions/http/check.ts', caughtBy: 'logs' },
    instead: logging(({ body = '' }) => JSON.stringify({ _aws: {}, Address: body, Checks: 1 })),
  },
  {
    ...{ name: 'queues-address', says: 'an address lies in a queue' },
    ...{ entry: 'functions/http/accept-message.ts', caughtBy: 'canaries', instead: queueing },
  },
  {
    ...{ name: 'poison-kills', says: 'a reader dies of a message that it cannot read' },
    ...{ entry: SEND, caughtBy: 'queues' },
    instead: afterBatch((failed) => {
      if (failed.length > 0) throw new Error('cannot read a message');
      return { batchItemFailures: [] };
    }),
  },
  {
    ...{ name: 'poison-blocks', says: 'a message that cannot be read sends the whole batch back' },
    ...{ entry: PROJECT, caughtBy: 'queues' },
    instead: afterBatch((failed, event) =>
      failed.length > 0 ? allOf(event) : { batchItemFailures: [] },
    ),
  },
  {
    ...{ name: 'poison-vanishes', says: 'a message that cannot be read counts as done' },
    ...{
      entry: PROJECT,
      caughtBy: 'queues',
      instead: afterBatch(() => ({ batchItemFailures: [] })),
    },
  },
  {
    ...{ name: 'poison-written', says: 'a reader writes before it has read its message' },
    ...{ entry: 'functions/queue/stop-sms.ts', caughtBy: 'queues', instead: storing },
  },
  {
    ...{ name: 'news-lost', says: 'an event that cannot be read counts as told' },
    ...{ entry: 'functions/stream/route.ts', caughtBy: 'stream' },
    instead: afterBatch(() => ({ batchItemFailures: [] })),
  },
  {
    ...{ name: 'news-written', says: 'the reader of the stream writes before it has read' },
    ...{ entry: 'functions/stream/route.ts', caughtBy: 'stream', instead: storing },
  },
];
