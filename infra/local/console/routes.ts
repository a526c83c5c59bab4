import { URLPattern } from 'node:url';
import type { Answer, Context, Visit } from './answer.ts';
import { asset } from './asset.ts';
import { handsetJson, handsetPage } from './handset-page.ts';
import { liveEvents } from './live-events.ts';
import { livePage, liveStory } from './live-page.ts';
import { mailHtml, mailPage, unsubscribe } from './mail-page.ts';
import { mailboxJson } from './mailbox-json.ts';
import { mailboxPage } from './mailbox-page.ts';
import { overviewPage } from './overview-page.ts';
import { shopPage } from './shop-page.ts';

type Route = {
  method: 'GET' | 'POST';
  pattern: URLPattern;
  answer(visit: Visit, context: Context): Answer | Promise<Answer>;
};

export const routes: readonly Route[] = [
  route('GET', '/', overviewPage),
  route('GET', '/shop', shopPage),
  route('GET', '/shop/:page', shopPage),
  route('GET', '/mailbox', mailboxPage),
  route('GET', '/mailbox.json', mailboxJson),
  route('GET', '/mailbox/:id', mailPage),
  route('GET', '/mailbox/:id/html', mailHtml),
  route('POST', '/mailbox/:id/unsubscribe', unsubscribe),
  route('GET', '/handset', handsetPage),
  route('GET', '/handset.json', handsetJson),
  route('GET', '/live', livePage),
  route('GET', '/live/story', liveStory),
  route('GET', '/live/events', liveEvents),
  route('GET', '/assets/:name', asset),
];

function route(method: Route['method'], pathname: string, answer: Route['answer']): Route {
  return { method, pattern: new URLPattern({ pathname }), answer };
}
