import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FormDefinition } from '../../../events/form.ts';
import type { Reason } from '../../../events/verdict.ts';
import type { Mailbox } from '../../../infra/local/mailbox.ts';
import { catalogue } from '../../../shared/catalogue.ts';
import { signupForm } from '../../../shared/pages/signup-form.ts';
import { shownForm } from '../../../shared/serve-form.ts';

type Person = { reason: Reason; matchId: string };
type Sent = { state: 'sent' | 'refused'; reason: Reason | null; acceptedAt: string };
type Reply = { status: number; body: unknown };
type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

const LATER = '2027-01-01T00:00:00.000Z';
const NOTE = 'Absence from this list is not permission to contact anyone.';

export type StandInApi = {
  url: string;
  /** The requests so far, oldest first. */
  seen: readonly Seen[];
  stop(): Promise<void>;
};

/**
 * Answers as the API does, from memory, so that the console and the demo can be tested alone.
 * `sendsAfterWithdrawal` breaks the promise on purpose.
 */
export async function startStandInApi(options: {
  mailbox: Mailbox;
  sendsAfterWithdrawal?: boolean;
  wording?: string;
}): Promise<StandInApi> {
  const people = new Map<string, Person>();
  const messages = new Map<string, Sent>();
  const seen: Seen[] = [];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const person = (address: string) => {
    const known = people.get(address) ?? { reason: 'no_consent', matchId: `m-${address}` };
    people.set(address, known);
    return known;
  };

  function reply({ method, url: path, headers, body }: Seen): Reply {
    if (path === '/v1/forms/newsletter') return { status: 200, body: form(options.wording) };
    if (path.startsWith('/v1/forms/newsletter/embed')) {
      return { status: 200, body: String(signupForm(form(options.wording), { apiUrl: url })) };
    }
    if (path.startsWith('/v1/forms/newsletter/consents')) {
      if (headers['content-type'] === 'application/json') {
        return { status: 200, body: { received: true, message: 'Thank you, on this page.' } };
      }
      const sent = new URLSearchParams(body);
      if (sent.getAll('consents').length > 0) person(sent.get('email') ?? '').reason = 'consented';
      return { status: 200, body: '<title>Thank you</title>' };
    }
    if (path === '/v1/checks') {
      const { items } = JSON.parse(body) as { items: { address: string }[] };
      return { status: 200, body: { items: items.map(({ address }) => verdict(person(address))) } };
    }
    if (path.startsWith('/u/')) {
      person(decodeURIComponent(path.slice('/u/'.length))).reason = 'withdrawn';
      return { status: 200, body: '<title>You are unsubscribed</title>' };
    }
    if (path === '/v1/messages') return { status: 202, body: accept(body) };
    if (path.startsWith('/v1/messages/')) return { status: 200, body: status(path) };
    if (path.startsWith('/v1/suppressions')) return { status: 200, body: suppressions(path) };
    return { status: 404, body: { type: 'about:blank', title: method, status: 404, detail: path } };
  }

  function accept(body: string) {
    const { recipients, content } = JSON.parse(body) as {
      recipients: [{ to: string }];
      content: { subject: string; text: string };
    };
    const { to } = recipients[0];
    const { reason } = person(to);
    const goes = reason === 'consented' || options.sendsAfterWithdrawal === true;
    const messageId = randomUUID();
    const now = new Date().toISOString();
    messages.set(messageId, {
      state: goes ? 'sent' : 'refused',
      reason: goes ? null : reason,
      acceptedAt: now,
    });
    if (goes) options.mailbox.deliver(listMail(url, to, content));
    return { messageId, recipients: 1, statusUrl: `${url}/v1/messages/${messageId}` };
  }

  function status(path: string) {
    const messageId = path.slice('/v1/messages/'.length);
    const sent = messages.get(messageId);
    if (!sent) throw new Error(`nobody sent ${messageId}`);
    const { state, reason, acceptedAt } = sent;
    return {
      messageId,
      channel: 'email',
      purpose: 'newsletter',
      acceptedAt,
      totals: { queued: 0, claimed: 0, sent: 0, refused: 0, reopened: 0, unknown: 0, [state]: 1 },
      recipients: [{ recipient: 0, state, reason, updatedAt: acceptedAt }],
    };
  }

  /** One entry a page, so that whoever reads it has to turn pages. */
  function suppressions(path: string) {
    const withdrawn = [...people.values()].filter(({ reason }) => reason === 'withdrawn');
    const place = Number(new URL(path, url).searchParams.get('after') ?? 0);
    const entries = withdrawn.slice(place, place + 1).map(({ matchId }) => ({
      matchId,
      cover: 'email.newsletter',
      reason: 'withdrawn',
      since: new Date().toISOString(),
      seq: 2,
    }));
    return { entries, next: place + 1 < withdrawn.length ? String(place + 1) : null, note: NOTE };
  }

  server.on('request', async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { method = '', url: path = '', headers } = request;
    seen.push({ method, url: path, headers, body });
    const answer = reply({ method, url: path, headers, body });
    const isPage = typeof answer.body === 'string';
    response.writeHead(answer.status, {
      ...(headers.origin && { 'access-control-allow-origin': headers.origin }),
      'access-control-allow-headers': 'content-type',
      'content-type': isPage ? 'text/html' : 'application/json',
    });
    response.end(isPage ? answer.body : JSON.stringify(answer.body));
  });

  return {
    url,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function verdict({ reason, matchId }: Person) {
  const rev = { consented: 1, withdrawn: 2 }[reason as string] ?? 0;
  return {
    allowed: reason === 'consented',
    reason,
    matchId,
    rev,
    asOf: new Date().toISOString(),
    validUntil: LATER,
  };
}

function form(wording = 'Yes, send me the monthly newsletter by email.'): FormDefinition {
  const [newsletter] = catalogue.forms;
  if (!newsletter) throw new Error('the catalogue has no form');
  const { shown } = shownForm(catalogue, newsletter, 'en-GB');
  const choices = shown.choices.map((choice) => ({
    ...choice,
    wording: { ...choice.wording, text: wording },
  }));
  return { ...shown, choices, formToken: 'token-of-the-form', expiresAt: LATER };
}

function listMail(url: string, to: string, { subject, text }: { subject: string; text: string }) {
  const raw = [
    'From: Larkfield Garden Supplies <news@larkfield.example.com>',
    `To: ${to}`,
    `Subject: ${subject}`,
    'List-Id: Monthly newsletter <newsletter.larkfield.example.com>',
    `List-Unsubscribe: <${url}/u/${encodeURIComponent(to)}>`,
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ].join('\r\n');
  const source = 'news@larkfield.example.com';
  return { id: randomUUID(), at: new Date(), source, destinations: [to], raw: Buffer.from(raw) };
}
