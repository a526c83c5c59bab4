import * as z from 'zod';
import { ImportReport } from '../../../events/consent.ts';
import { FormDefinition } from '../../../events/form.ts';
import { LinkAnswer } from '../../../events/link.ts';
import { MessageAccepted, MessageStatus } from '../../../events/message.ts';
import type { Channel } from '../../../events/scope.ts';
import { CheckAnswer, type Reason } from '../../../events/verdict.ts';
import { bodyOf, expectStatus, type Reply, sendRequest } from '../demo/send-request.ts';

const Mails = z.array(z.object({ text: z.string() }));

export type CompanyDoors = ReturnType<typeof companyDoors>;

/** What the demo company's programs and customers do, over the same HTTP as everybody's. */
export function companyDoors({
  apiUrl,
  consoleUrl,
  key,
}: {
  apiUrl: string;
  consoleUrl: string;
  key: string;
}) {
  const headers = { Authorization: `Bearer ${key}` };
  const post = (path: string, json: unknown, idempotencyKey?: string): Promise<Reply> =>
    sendRequest({
      method: 'POST',
      url: `${apiUrl}${path}`,
      headers: { ...headers, ...(idempotencyKey && { 'Idempotency-Key': `"${idempotencyKey}"` }) },
      body: { json },
    });
  return {
    async bringIn(rows: readonly object[], name: string): Promise<ImportReport> {
      const sent = { provenance: 'collected_by_us', rows };
      return bodyOf(await post('/v1/imports', sent, name), 200, ImportReport);
    },

    async report(submission: object, name: string): Promise<void> {
      expectStatus(await post('/v1/consents', submission, name), 201);
    },

    async reasonFor(channel: Channel, purpose: string, address: string): Promise<Reason> {
      const reply = await post('/v1/checks', { items: [{ channel, purpose, address }] });
      return bodyOf(reply, 200, CheckAnswer).items[0]?.reason ?? 'unavailable';
    },

    async send(message: object, name: string): Promise<string> {
      return bodyOf(await post('/v1/messages', message, name), 202, MessageAccepted).messageId;
    },

    async totals(messageId: string): Promise<MessageStatus['totals']> {
      const url = `${apiUrl}/v1/messages/${encodeURIComponent(messageId)}`;
      return bodyOf(await sendRequest({ method: 'GET', url, headers }), 200, MessageStatus).totals;
    },

    /** As a mail program does it with the link of a newsletter. */
    async oneClick(address: string): Promise<void> {
      const items = [{ channel: 'email', purpose: 'newsletter', address }];
      const [link] = bodyOf(await post('/v1/links', { items }), 200, LinkAnswer).items;
      if (!link || 'refused' in link) throw new Error(`there is no link for ${address}`);
      const form = [['List-Unsubscribe', 'One-Click']] as const;
      expectStatus(await sendRequest({ method: 'POST', url: link.url, body: { form } }), 200);
    },

    /** As a browser does it without script. */
    async signUp(email: string, locale: string): Promise<void> {
      const form = `${apiUrl}/v1/forms/newsletter`;
      const served = await sendRequest({ method: 'GET', url: `${form}?locale=${locale}` });
      const { formToken } = bodyOf(served, 200, FormDefinition);
      const filled = [
        ['email', email],
        ['consents', 'email.newsletter'],
        ['age', '13-or-over'],
        ['formToken', formToken],
      ] as const;
      const url = `${form}/consents?lang=${locale}`;
      const origin = { Origin: consoleUrl };
      const body = { form: filled };
      expectStatus(await sendRequest({ method: 'POST', url, headers: origin, body }), 200);
    },

    /** The newest confirmation link in the mailbox of this address, if one has come. */
    async confirmationFor(email: string): Promise<string | undefined> {
      const url = `${consoleUrl}/mailbox.json?to=${encodeURIComponent(email)}`;
      const mails = bodyOf(await sendRequest({ method: 'GET', url }), 200, Mails);
      return mails.map(({ text }) => /https?:\/\/\S+\/c\/\S+/.exec(text)?.[0]).find(Boolean);
    },

    async confirm(link: string): Promise<void> {
      expectStatus(await sendRequest({ method: 'POST', url: link, body: { form: [] } }), 200);
    },
  };
}
