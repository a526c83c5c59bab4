import { type Answer, type Context, json, type Visit } from './answer.ts';
import { readMail } from './read-mail.ts';

/** GET /mailbox.json?to=ADDRESS: the messages for one address (or all), newest first. */
export async function mailboxJson({ url }: Visit, { mailbox }: Context): Promise<Answer> {
  const to = url.searchParams.get('to')?.toLowerCase();
  const wanted = mailbox
    .list()
    .filter(({ destinations }) => !to || destinations.some((each) => each.toLowerCase() === to));
  const mails = await Promise.all(wanted.map(readMail));
  return json(
    200,
    mails.map(({ id, at, subject, headers, text }) => ({ id, at, subject, headers, text })),
  );
}
