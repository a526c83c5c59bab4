import { FormDefinition } from '../../events/form.ts';
import { MessageStatus } from '../../events/message.ts';
import { SuppressionPage } from '../../events/suppression.ts';
import { CheckAnswer } from '../../events/verdict.ts';

export type FilledForm = { url: string; body: string };

/** What a person, and a program of the company, do over HTTP. Anything but the hoped-for status throws. */
export function outsideWorld({
  apiUrl,
  consoleUrl,
  key,
}: {
  apiUrl: string;
  consoleUrl: string;
  key: string;
}) {
  const keyed = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return {
    async signUp(email: string): Promise<void> {
      await this.submit(await this.form('newsletter', { email, consents: ['email.newsletter'] }));
    },

    /** A form filled in, ready to be submitted; its token makes it the same submission each time. */
    async form(formId: string, fields: Record<string, unknown>): Promise<FilledForm> {
      const url = `${apiUrl}/v1/forms/${formId}`;
      const served = await answerOf(await fetch(url), 200);
      const { formToken } = FormDefinition.parse(JSON.parse(served));
      return {
        url: `${url}/consents`,
        body: JSON.stringify({ ...fields, age: '13-or-over', formToken }),
      };
    },

    async submit({ url, body }: FilledForm): Promise<void> {
      const headers = { origin: consoleUrl, 'content-type': 'application/json' };
      await answerOf(await fetch(url, { method: 'POST', headers, body }), 200);
    },

    async check(email: string): Promise<CheckAnswer['items'][number]> {
      const items = [{ channel: 'email', purpose: 'newsletter', address: email }];
      const init = { method: 'POST', headers: keyed, body: JSON.stringify({ items }) };
      const answer = await answerOf(await fetch(`${apiUrl}/v1/checks`, init), 200);
      const [item] = CheckAnswer.parse(JSON.parse(answer)).items;
      if (!item) throw new Error('no verdict');
      return item;
    },

    async send(email: string, messageKey: string, purpose = 'newsletter'): Promise<string> {
      const content = { subject: 'Seeds', text: 'Broad beans go in now.' };
      const message = { channel: 'email', purpose, content };
      const body = JSON.stringify({ ...message, recipients: [{ to: email }] });
      const headers = { ...keyed, 'idempotency-key': `"${messageKey}"` };
      const init = { method: 'POST', headers, body };
      const answer = await answerOf(await fetch(`${apiUrl}/v1/messages`, init), 202);
      return JSON.parse(answer).messageId;
    },

    /** What another system of the company sends with its key; answers with the body. */
    async report(path: string, key: string, status: number, body: object): Promise<string> {
      const headers = { ...keyed, 'idempotency-key': `"${key}"` };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return answerOf(await fetch(`${apiUrl}${path}`, init), status);
    },

    async message(messageId: string): Promise<MessageStatus> {
      const answer = await fetch(`${apiUrl}/v1/messages/${messageId}`, { headers: keyed });
      return MessageStatus.parse(JSON.parse(await answerOf(answer, 200)));
    },

    /** The link in the newest mail to this address, once there is one. */
    async unsubscribeLink(email: string): Promise<string | undefined> {
      const mails = await fetch(`${consoleUrl}/mailbox.json?to=${encodeURIComponent(email)}`);
      const [newest]: { headers: [string, string][] }[] = JSON.parse(await answerOf(mails, 200));
      const header = newest?.headers.find(([name]) => /^list-unsubscribe$/i.test(name));
      return header?.[1].replace(/^<|>$/g, '');
    },

    async look(link: string): Promise<void> {
      await answerOf(await fetch(link), 200);
    },

    async oneClick(link: string): Promise<void> {
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
      await answerOf(await fetch(link, { method: 'POST', body, redirect: 'error' }), 200);
    },

    /** As the page's other button does. */
    async leaveEverything(link: string): Promise<void> {
      const body = new URLSearchParams({ stop: 'everything' });
      await answerOf(await fetch(link, { method: 'POST', body, redirect: 'error' }), 200);
    },

    /** Every match id on the suppression list, with the address beside it. */
    async suppressed(): Promise<Map<string, string | null>> {
      const listed = new Map<string, string | null>();
      for (let after: string | null = ''; after !== null; ) {
        const query: string = after === '' ? '' : `?after=${after}`;
        const answer = await fetch(`${apiUrl}/v1/suppressions${query}`, { headers: keyed });
        const page = SuppressionPage.parse(JSON.parse(await answerOf(answer, 200)));
        for (const { matchId, address = null } of page.entries) {
          if (matchId !== null) listed.set(matchId, address);
        }
        after = page.next;
      }
      return listed;
    },
  };
}

async function answerOf(response: Response, status: number): Promise<string> {
  const body = await response.text();
  if (response.status === status) return body;
  throw new Error(
    `${response.status} from ${new URL(response.url).pathname}: ${body.slice(0, 300)}`,
  );
}
