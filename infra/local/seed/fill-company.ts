import { setTimeout as sleep } from 'node:timers/promises';
import type { CompanyDoors } from './company-doors.ts';
import type { Grant, Person } from './invent-people.ts';

const ROWS_AT_ONCE = 50;
const MAIL_WAIT_MS = 20_000;
/** What lost its turn at the provider comes back after a minute by itself: nobody waits for it here. */
const STILL_MS = 8_000;
const PAUSE_MS = 500;

export type Filling = {
  doors: CompanyDoors;
  people: readonly Person[];
  /** Names every request, so that doing it again does nothing again. */
  name: string;
  progress(line: string): void;
};

/** One after the other: each is what comes next in the company's past. */
export const STAGES: Readonly<Record<string, (filling: Filling) => Promise<void>>> = {
  imports: bringIn,
  mailing: (filling) => sendAll(filling, FIRST_MAILING),
  leaving: leave,
  returning: comeBack,
  'mailing after': (filling) => sendAll(filling, SECOND_MAILING),
};

async function bringIn({ doors, people, name, progress }: Filling): Promise<void> {
  const sums: Record<string, number> = {};
  for (let at = 0; at < people.length; at += ROWS_AT_ONCE) {
    const rows = people.slice(at, at + ROWS_AT_ONCE).map(rowOf);
    const { totals, outcomes } = await doors.bringIn(rows, `${name}-import-${at}`);
    if (totals.recorded !== rows.length) {
      throw new Error(`of ${rows.length} people only ${totals.recorded} were recorded`);
    }
    for (const [outcome, count] of Object.entries(outcomes)) {
      sums[outcome] = (sums[outcome] ?? 0) + count;
    }
    progress(`brought in ${Math.min(at + ROWS_AT_ONCE, people.length)} of ${people.length} people`);
  }
  progress(`they said: ${inWords(sums)}`);
}

function rowOf({ email, phone, address, locale, grants, objections, evidence }: Person) {
  return {
    contact: { email, ...(phone && { phone }), ...(address && { address }) },
    grants: grants.map((grant) => ({ ...grant, ...shownFor(grant), locale })),
    withdrawals: objections.map((purpose) => ({ channel: 'post', purpose })),
    evidence,
  };
}

const shownFor = ({ channel, purpose }: Grant) => ({
  wordingId: `${purpose}-${channel}-2026-11`,
  noticeId: purpose === 'newsletter' ? 'signup-2026-11' : 'contact-2026-11',
});

type Mailing = {
  name: string;
  channel: 'email' | 'sms';
  purpose: string;
  content: { subject?: string; text: string };
};

const FIRST_MAILING: readonly Mailing[] = [
  {
    ...{ name: 'october', channel: 'email', purpose: 'newsletter' },
    content: {
      subject: 'What to sow in October',
      text: 'Garlic goes in now, and the last of the leaves come down.',
    },
  },
  {
    ...{ name: 'bulbs', channel: 'sms', purpose: 'offers' },
    content: { text: 'Tulip bulbs at half price until Sunday.' },
  },
];
const SECOND_MAILING: readonly Mailing[] = [
  {
    ...{ name: 'november', channel: 'email', purpose: 'newsletter' },
    content: {
      subject: 'What to sow in November',
      text: 'Broad beans go in now. Bring the dahlias inside.',
    },
  },
];

/** To everybody who ever asked for it: who has left since is refused at the gate, and that shows. */
async function sendAll({ doors, people, name, progress }: Filling, mailings: readonly Mailing[]) {
  for (const { name: mailing, channel, purpose, content } of mailings) {
    const recipients = people
      .filter(({ grants }) =>
        grants.some((one) => one.channel === channel && one.purpose === purpose),
      )
      .map(({ email, phone }) => ({ to: (channel === 'email' ? email : phone) ?? email }));
    const message = { channel, purpose, content, recipients };
    const messageId = await doors.send(message, `${name}-${mailing}`);
    let [before, changedAt] = [recipients.length, performance.now()];
    for (;;) {
      const { sent, refused, unknown, ...waiting } = await doors.totals(messageId);
      const left = Object.values(waiting).reduce((sum, count) => sum + count, 0);
      progress(`${purpose} by ${channel}: ${sent} sent, ${refused} refused, ${left} to go`);
      if (left !== before) [before, changedAt] = [left, performance.now()];
      if (left === 0 || performance.now() - changedAt > STILL_MS) break;
      await sleep(PAUSE_MS * 4);
    }
  }
}

async function leave({ doors, people, name, progress }: Filling): Promise<void> {
  const leaving = people.filter(({ leaves }) => leaves !== undefined);
  for (const { email, leaves, evidence } of leaving) {
    // Done before a stop in the middle of it.
    if ((await doors.reasonFor('email', 'newsletter', email)) !== 'consented') continue;
    if (leaves === 'one-click') await doors.oneClick(email);
    else {
      const withdrawals = leaves === 'everything' ? [{}] : [{ channel: 'email' }];
      const said = { method: 'phone', reference: `call after ${evidence.reference}` };
      await doors.report({ contact: { email }, withdrawals, evidence: said }, `${name}-${email}`);
    }
  }
  progress(`${leaving.length} of them left again`);
}

/** A yes by the form after a no waits for its confirmation. */
async function comeBack({ doors, people, progress }: Filling): Promise<void> {
  const back = people.filter(({ returns }) => returns !== undefined);
  for (const { email, locale } of back) {
    const reason = await doors.reasonFor('email', 'newsletter', email);
    if (reason === 'withdrawn') await doors.signUp(email, locale);
  }
  const confirming = back.filter(({ returns }) => returns === 'confirms');
  let confirmed = 0;
  for (const { email } of confirming) {
    const link = await confirmationOf(doors, email);
    if (!link) continue;
    await doors.confirm(link);
    confirmed += 1;
  }
  progress(`${back.length} came back by the form, ${confirmed} of them have confirmed it`);
}

async function confirmationOf(doors: CompanyDoors, email: string): Promise<string | undefined> {
  for (const until = performance.now() + MAIL_WAIT_MS; performance.now() < until; ) {
    const link = await doors.confirmationFor(email);
    if (link) return link;
    await sleep(PAUSE_MS);
  }
  return undefined;
}

const inWords = (sums: Readonly<Record<string, number>>) =>
  Object.entries(sums)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
