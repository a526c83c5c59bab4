import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { MessageAccepted, MessageStatus, type Outcome } from '../../../events/message.ts';
import { SuppressionPage } from '../../../events/suppression.ts';
import { CheckAnswer, type CheckVerdict } from '../../../events/verdict.ts';
import type { DemoRequest } from './curl-line.ts';
import type { Narrator } from './narrator.ts';
import { poll } from './poll.ts';
import { bodyOf, sendRequest } from './send-request.ts';
import { Unexpected } from './unexpected.ts';
import type { World } from './world.ts';

const OUTCOME_WAIT_MS = 30_000;
const MAIL_WAIT_MS = 10_000;
const FINAL: ReadonlySet<Outcome['state']> = new Set(['sent', 'refused', 'unknown']);

/** GET /mailbox.json of the console. */
const Mails = z.array(
  z.object({
    id: z.string(),
    at: z.iso.datetime(),
    subject: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
  }),
);
export type DemoMail = z.infer<typeof Mails>[number];

/** The company's program: what it asks the API with its key. */
export type Sender = {
  /** What every request of the company carries. */
  headers: { Authorization: string };
  check(): Promise<CheckVerdict>;
  /** Queues one message to the person. */
  queue(subject: string): Promise<MessageAccepted>;
  /** Waits until the message is sent, refused, or in doubt. */
  outcome(message: MessageAccepted): Promise<Outcome>;
  /** The page of the list that comes after a cursor; null for the first. */
  suppressions(after: string | null): Promise<SuppressionPage>;
  mails(): Promise<DemoMail[]>;
  mail(subject: string): Promise<DemoMail>;
};

export function sender(world: World, key: string, told: Narrator): Sender {
  const { apiUrl, consoleUrl, address } = world;
  const headers = { Authorization: `Bearer ${key}` };

  async function mails() {
    const url = `${consoleUrl}/mailbox.json?to=${encodeURIComponent(address)}`;
    return bodyOf(await sendRequest({ method: 'GET', url }), 200, Mails);
  }

  return {
    headers,
    async check() {
      const items = [{ channel: 'email', purpose: 'newsletter', address }];
      const reply = await told.ask({
        method: 'POST',
        url: `${apiUrl}/v1/checks`,
        headers,
        body: { json: { items } },
      });
      const [verdict] = bodyOf(reply, 200, CheckAnswer).items;
      if (!verdict) throw new Unexpected('one verdict', 'none');
      return verdict;
    },
    async queue(subject) {
      const request = messageRequest(world, headers, subject);
      return bodyOf(await told.ask(request), 202, MessageAccepted);
    },
    async outcome({ messageId }) {
      const request: DemoRequest = {
        method: 'GET',
        url: `${apiUrl}/v1/messages/${encodeURIComponent(messageId)}`,
        headers,
      };
      const look = async () => {
        const [outcome] = bodyOf(await sendRequest(request), 200, MessageStatus).recipients;
        const isFinal = outcome !== undefined && FINAL.has(outcome.state);
        return { found: isFinal || undefined, came: `state ${JSON.stringify(outcome?.state)}` };
      };
      await poll({ expected: 'a final state', limitMs: OUTCOME_WAIT_MS, look });
      const reply = await told.ask(request);
      const [final] = bodyOf(reply, 200, MessageStatus).recipients;
      if (!final) throw new Unexpected('one recipient', 'none');
      return final;
    },
    async suppressions(after) {
      const query = after === null ? '' : `?after=${encodeURIComponent(after)}`;
      const reply = await sendRequest({
        method: 'GET',
        url: `${apiUrl}/v1/suppressions${query}`,
        headers,
      });
      return bodyOf(reply, 200, SuppressionPage);
    },
    mails,
    mail: (subject) =>
      poll({
        expected: `the mail “${subject}”`,
        limitMs: MAIL_WAIT_MS,
        async look() {
          const all = await mails();
          const found = all.find((mail) => mail.subject === subject);
          return { found, came: `${all.length} other mails` };
        },
      }),
  };
}

function messageRequest(
  { apiUrl, address }: World,
  headers: Sender['headers'],
  subject: string,
): DemoRequest {
  const text = 'Hello {{name}},\n\nbroad beans go in now.\n';
  return {
    method: 'POST',
    url: `${apiUrl}/v1/messages`,
    headers: { ...headers, 'Idempotency-Key': `"${randomUUID()}"` },
    body: {
      json: {
        channel: 'email',
        purpose: 'newsletter',
        content: { subject, text },
        recipients: [{ to: address, substitutions: { name: 'Sam' } }],
      },
    },
  };
}
