import { expect, test } from '@jest/globals';
import { html } from 'hono/html';
import { catalogue } from '../../shared/catalogue.ts';
import type { Asked } from '../../shared/domain/pending.ts';
import { ConsentError, errorCodes } from '../../shared/errors.ts';
import { problemOf } from '../../shared/http/problem.ts';
import * as askPages from '../../shared/pages/ask-pages.ts';
import * as confirmPages from '../../shared/pages/confirm-pages.ts';
import * as formPages from '../../shared/pages/form-pages.ts';
import { layout, type Voice } from '../../shared/pages/layout.ts';
import * as preferencesPages from '../../shared/pages/preferences-pages.ts';
import * as resultPages from '../../shared/pages/preferences-result-pages.ts';
import * as leavePages from '../../shared/pages/unsubscribe-pages.ts';
import { enGB } from '../../shared/pages/words/en-GB.ts';
import type { Words } from '../../shared/pages/words/words.ts';

/** Every word of English between brackets that no page has otherwise. */
function bracketed(value: unknown): unknown {
  if (typeof value === 'string') return `⟦${value}⟧`;
  if (typeof value === 'function') {
    return (...given: unknown[]) => {
      const said = value(...given);
      return typeof said === 'string' ? `⟦${said}⟧` : html`⟦${said}⟧`;
    };
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bracketed(part)]));
}

/** A language of one file. */
const toy = { ...(bracketed(enGB) as Words), locale: 'tl-GB', language: 'Toy' };
const voice: Voice = { catalogue, words: toy };

const shown = {
  ...{ formId: 'newsletter', noticeId: 'signup-2026-11', wordingId: 'newsletter-email-2026-11' },
  ...{ renderedHash: 'a'.repeat(64), locale: 'en-GB' },
};
const asked: Asked[] = [{ type: 'ConsentRequested', scope: 'email.newsletter', basis: 0, shown }];
const stopped = { scope: 'email.newsletter', isEverything: false } as const;
const everything = { ...stopped, isEverything: true };

const typed = { field: 'email', value: '' } as const;
const became = [
  ...(['stopped', 'already stopped', 'started', 'already started'] as const),
  ...(['void', 'stale', 'received', 'lost', 'objected'] as const),
];
const lines = became.map((one) => ({ scope: stopped.scope, became: one }));

const everyPage: Record<string, string> = {
  'unsubscribe/before': leavePages.unsubscribePage(voice, 'email.newsletter'),
  'unsubscribe/before-by-text': leavePages.unsubscribePage(voice, 'sms.offers'),
  'unsubscribe/done': leavePages.unsubscribedPage(voice, stopped),
  'unsubscribe/everything': leavePages.unsubscribedPage(voice, everything),
  'unsubscribe/reason-given': leavePages.reasonCountedPage(voice),
  'unsubscribe/unknown-link': leavePages.unknownLinkPage(voice),
  'unsubscribe/not-yet-in-force': leavePages.stopReceivedPage(voice, stopped),
  'unsubscribe/failed': leavePages.notStoppedPage(voice, false),
  'confirm/open': confirmPages.confirmPage(voice, asked),
  'confirm/confirmed': confirmPages.confirmedPage(voice, asked),
  'confirm/already': confirmPages.alreadyConfirmedPage(voice),
  'confirm/void': confirmPages.voidPage(voice),
  'confirm/expired': confirmPages.expiredPage(voice),
  'confirm/sent-again': confirmPages.sentAgainPage(voice),
  'confirm/unknown-link': confirmPages.unknownConfirmationPage(voice),
  'confirm/failed': confirmPages.notConfirmedPage(voice),
  'preferences/ask': askPages.askPage(voice),
  'preferences/ask-faulty': askPages.faultyAskPage(voice, typed),
  'preferences/link-on-its-way': askPages.linkOnItsWayPage(voice, undefined),
  'preferences/asked-too-often': askPages.notAskedPage(voice, typed, true),
  'preferences/not-asked': askPages.notAskedPage(voice, typed, false),
  'preferences/changed': resultPages.changedPage(voice, lines, undefined),
  'preferences/everything-stopped': resultPages.everythingStoppedPage(voice, 'email', undefined),
  'preferences/not-yet-in-force': resultPages.everythingReceivedPage(voice),
  'preferences/expired': preferencesPages.expiredPreferencesPage(voice),
  'preferences/fresh-link': preferencesPages.freshLinkPage(voice),
  'preferences/unknown-link': preferencesPages.unknownPreferencesPage(voice),
  'preferences/failed': preferencesPages.notChangedPage(voice),
  'form/received': formPages.formReceivedPage(voice, toy.form.received),
  'form/under-age': formPages.underAgePage(voice),
  'form/nothing-chosen': formPages.nothingChosenPage(voice),
  'confirm/exhausted': confirmPages.exhaustedPage(voice),
  ...Object.fromEntries(
    [...errorCodes.map((code) => new ConsentError(code, 'Meant for programs.')), 'a bug'].map(
      (error) => {
        const problem = problemOf(error);
        return [`form/refused/${problem.type}`, formPages.formProblemPage(voice, problem)];
      },
    ),
  ),
};

const OWN_NAMES = ['English', 'Cymraeg'];

/** What a page says that is neither the language's nor the catalogue's. */
function strays(page: string): string[] {
  let text = page
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&quot;', '"');
  // From the innermost pair outwards: a sentence may have another in it.
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/⟦[^⟦⟧]*⟧/g, '');
  }
  const { controller } = catalogue;
  const wording = catalogue.wordings.find(({ id }) => id === shown.wordingId)?.text['en-GB'] ?? '';
  const purposes = catalogue.purposes.map(({ name }) => name['en-GB'] ?? '');
  const named = [controller.name, controller.address, wording, ...purposes, ...OWN_NAMES];
  const left = named.reduce((rest, name) => rest.replaceAll(name, ''), text);
  return left.split('\n').filter((line) => /\p{L}/u.test(line));
}

test.each(Object.entries(everyPage))('another language is one file: %s', (_, page) => {
  expect(strays(page)).toEqual([]);
  expect(page).toContain('<html lang="tl-GB">');
});

test('a word outside of that file is found', () => {
  const page = layout(voice, toy.confirm.title, html`<h1>${toy.confirm.title}</h1><p>Hello</p>`);
  expect(strays(page)).toEqual(['Hello']);
});
