import { startConsole } from '../../../infra/local/console/console.ts';
import { type Handset, handset } from '../../../infra/local/handset.ts';
import { type Hop, type Hops, hops } from '../../../infra/local/hops.ts';
import { type Mailbox, mailbox } from '../../../infra/local/mailbox.ts';
import { type StandInApi, startStandInApi } from './stand-in-api.ts';

export type ConsoleWorld = {
  url: string;
  api: StandInApi;
  mails: Mailbox;
  texts: Handset;
  hops: Hops;
  stop(): Promise<void>;
};

/** A console in front of a stand-in API, with an empty mailbox and no hops. */
export async function consoleWorld(options: { wording?: string } = {}): Promise<ConsoleWorld> {
  const mails = mailbox();
  const texts = handset();
  const seen = hops();
  const api = await startStandInApi({ mailbox: mails, ...options });
  const shown = { mailbox: mails, handset: texts, hops: seen };
  const site = await startConsole({ port: 0, apiUrl: api.url, ...shown });
  return {
    url: site.url,
    api,
    mails,
    texts,
    hops: seen,
    async stop() {
      await site.stop();
      await api.stop();
    },
  };
}

/** Puts a message of these header lines and this body into the mailbox. */
export function deliver(
  mails: Mailbox,
  id: string,
  headers: readonly string[],
  body: string,
): void {
  mails.deliver({
    id,
    at: new Date('2026-11-23T14:02:11.000Z'),
    source: 'news@larkfield.example.com',
    destinations: ['sam@example.com'],
    raw: Buffer.from([...headers, '', body].join('\r\n')),
  });
}

export function aHop(hop: Partial<Hop>): Hop {
  return { at: Date.now(), place: 'ledger', name: 'Ledger', detail: 'EV#1', ok: true, ...hop };
}
