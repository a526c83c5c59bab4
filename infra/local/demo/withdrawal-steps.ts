import * as z from 'zod';
import type { MessageAccepted } from '../../../events/message.ts';
import type { SuppressionPage } from '../../../events/suppression.ts';
import { oneClickUrl } from '../console/one-click.ts';
import { curlLine } from './curl-line.ts';
import type { Narrator } from './narrator.ts';
import { poll } from './poll.ts';
import { expectStatus } from './send-request.ts';
import type { DemoMail, Sender } from './sender.ts';
import { expectSame, Unexpected } from './unexpected.ts';
import type { World } from './world.ts';

const NEWSLETTER = 'What to sow in December';
const RACING = 'Last orders before the holidays';
const TOO_LATE = 'What to prune in January';
const LIST_HEADERS = ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id'] as const;

/** The news travels by stream and queue, and may be late: it decides nothing. */
const NEWS_WAIT_MS = 30_000;
const MAX_SUPPRESSION_PAGES = 1_000;

/** The consent and its withdrawal: refused messages and repeated requests add nothing. */
const EVENTS_TOLD = 2;

const Verified = z.object({ contactId: z.string(), events: z.int(), valid: z.boolean() });

export function sendNewsletter(world: World, told: Narrator, company: Sender): Promise<string> {
  return told.step({
    title: 'Send a newsletter',
    before:
      'The company hands over a message. The sender claims a permit at the gate, then calls the mail provider once.',
    async act() {
      const outcome = await company.outcome(await company.queue(NEWSLETTER));
      expectSame('state', 'sent', outcome.state);
      const mail = await company.mail(NEWSLETTER);
      told.showAnswer(`\nThe mail is at ${world.consoleUrl}/mailbox/${mail.id}`);
      for (const name of LIST_HEADERS) told.showAnswer(`${name}: ${onlyHeader(mail, name)}`);
      const url = oneClickUrl(mail.headers);
      if (url?.startsWith(`${world.apiUrl}/`)) return url;
      throw new Unexpected(`an unsubscribe link under ${world.apiUrl}`, String(url));
    },
    after: () =>
      'Delivered once, with exactly one of each header that mail programs need for their unsubscribe button.',
  });
}

function onlyHeader(mail: DemoMail, wanted: string): string {
  const values = mail.headers
    .filter(([name]) => name.toLowerCase() === wanted.toLowerCase())
    .map(([, value]) => value);
  const [value] = values;
  if (value !== undefined && values.length === 1) return value;
  throw new Unexpected(`exactly one ${wanted} header`, `${values.length}`);
}

/** `acknowledgedAt`: when the 200 of the withdrawal was here, in milliseconds since the epoch. */
type Race = { racing: MessageAccepted; late: MessageAccepted; acknowledgedAt: number };

export function unsubscribe(told: Narrator, company: Sender, url: string): Promise<Race> {
  return told.step({
    title: 'Unsubscribe with one click, between two messages',
    before: `The person’s mail program posts to the link: no cookies, no page. To make it hard, the company queues one
message in the same moment, and another one the moment the 200 is here.`,
    async act() {
      const oneClick = told.ask({
        method: 'POST',
        url,
        body: { form: [['List-Unsubscribe', 'One-Click']] },
      });
      const [racing, answer] = await Promise.all([company.queue(RACING), oneClick]);
      expectStatus(answer, 200);
      const late = await company.queue(TOO_LATE);
      return { racing, late, acknowledgedAt: answer.at };
    },
    after: () => 'Acknowledged. From this 200 on, no message of this list may start.',
  });
}

/** True if the message went out, which it may have done only before the 200. */
export function tellRacing(told: Narrator, company: Sender, race: Race): Promise<boolean> {
  return told
    .step({
      title: 'The message queued in the same moment',
      before:
        'It was sent before the 200 or refused; both are right. Sent after the 200 would be a broken promise.',
      async act() {
        const { state, reason } = await company.outcome(race.racing);
        if (state === 'refused') {
          expectSame('reason', 'withdrawn', reason);
          return { sent: false, earlyMs: 0 };
        }
        expectSame('state', 'sent', state);
        const { at } = await company.mail(RACING);
        const earlyMs = race.acknowledgedAt - Date.parse(at);
        if (earlyMs >= 0) return { sent: true, earlyMs };
        throw new Unexpected('the message sent before the 200', `sent ${-earlyMs} ms after it`);
      },
      after: ({ sent, earlyMs }) =>
        sent
          ? `Sent, ${earlyMs} ms before the 200 was here.`
          : 'Refused: withdrawn. The withdrawal was first.',
    })
    .then(({ sent }) => sent);
}

export function tellTooLate(
  told: Narrator,
  company: Sender,
  race: Race,
  racingSent: boolean,
): Promise<void> {
  return told.step({
    title: 'The message queued after the 200',
    before:
      'It was accepted into the queue, as any message is. The gate decides when it is its turn.',
    async act() {
      const { state, reason } = await company.outcome(race.late);
      expectSame('state', 'refused', state);
      expectSame('reason', 'withdrawn', reason);
      const subjects = (await company.mails()).map(({ subject }) => subject).toSorted();
      const expected = (racingSent ? [NEWSLETTER, RACING] : [NEWSLETTER]).toSorted();
      expectSame('in the mailbox', expected.join(', '), subjects.join(', '));
    },
    after: () => 'Refused: withdrawn. Nothing new is in the mailbox.',
  });
}

export function findSuppression(
  world: World,
  told: Narrator,
  company: Sender,
  matchId: string | null,
): Promise<void> {
  return told.step({
    title: 'Read the suppression list',
    before:
      'Other senders learn of it from the list, under a keyed hash. The news comes by stream and queue.',
    async act() {
      const url = `${world.apiUrl}/v1/suppressions`;
      told.showCommand(curlLine({ method: 'GET', url, headers: company.headers }));
      const entry = await poll({
        expected: `${matchId} on the suppression list`,
        limitMs: NEWS_WAIT_MS,
        async look() {
          const entries = await everySuppression(company);
          const found = entries.find((each) => each.matchId === matchId);
          return { found, came: `${entries.length} other entries` };
        },
      });
      told.showAnswer(`among others: ${JSON.stringify(entry, undefined, 2)}`);
    },
    after: () => 'On the list. It names no address, and absence from it is not permission.',
  });
}

async function everySuppression(company: Sender): Promise<SuppressionPage['entries']> {
  const entries: SuppressionPage['entries'] = [];
  let next: string | null = null;
  for (let page = 0; page < MAX_SUPPRESSION_PAGES; page += 1) {
    const answer: SuppressionPage = await company.suppressions(next);
    entries.push(...answer.entries);
    next = answer.next;
    if (next === null) return entries;
  }
  throw new Unexpected(`at most ${MAX_SUPPRESSION_PAGES} pages`, 'more');
}

export function verifyLedger({ address, cli }: World, told: Narrator): Promise<void> {
  const args = ['verify', '--address', address];
  return told.step({
    title: 'Verify the ledger',
    before:
      'Every event carries the hash of the one before it. Anyone with read access can recompute the chain.',
    async act() {
      told.showCommand(cli.line(args));
      const printed = await cli.run(args);
      told.showAnswer(JSON.stringify(printed));
      const verified = Verified.safeParse(printed);
      if (!verified.success) {
        throw new Unexpected('{contactId, events, valid}', JSON.stringify(printed));
      }
      expectSame('valid', true, verified.data.valid);
      expectSame('events', EVENTS_TOLD, verified.data.events);
    },
    after: () => 'Two events, the consent and its withdrawal, and their chain is whole.',
  });
}
