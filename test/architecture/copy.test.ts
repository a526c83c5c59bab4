import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import { deceptions } from '../../shared/domain/copy.ts';
import { formAgainPage } from '../../shared/pages/form-pages.ts';
import { stylesheet } from '../../shared/pages/stylesheet.ts';
import * as unsubscribePages from '../../shared/pages/unsubscribe-pages.ts';
import { type Words, wordsOf } from '../../shared/pages/words/words.ts';
import { serveForm } from '../../shared/serve-form.ts';

/** Every word of a language, those that are made with a name or a number included. */
function textsIn(value: unknown, at = ''): [at: string, text: string][] {
  if (typeof value === 'string') return [[at, value]];
  if (typeof value === 'function') return textsIn(String(value('X', 'X', 'X')), at);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, `${at}.${name}`));
}

const languages = wordsOf(catalogue).map((words) => ({ words, locale: words.locale }));

describe('no words of ours trick anybody', () => {
  test.each(languages)(
    'DRK-1, DRK-2: on pages and in messages, in $locale',
    ({ words, locale }) => {
      const texts = textsIn(words);
      expect(texts.length).toBeGreaterThan(80);
      const found = texts.flatMap(([at, text]) => deceptions(text, locale).map((why) => [at, why]));
      expect(found).toEqual([]);
    },
  );

  test('DRK-1, ICO-1, ICO-2: in the catalogue, which is read anew at every build', () => {
    const texts = catalogue.wordings.flatMap(({ id, scope, text }) =>
      Object.entries(text).map(([locale, words]) => ({ id, scope, locale, words })),
    );
    expect(texts.length).toBeGreaterThan(10);
    const found = texts.flatMap(({ id, scope, locale, words }) =>
      deceptions(words, locale, scope).map((why) => [id, why]),
    );
    expect(found).toEqual([]);
  });

  test('DRK-5: the messages say who writes and, if they are marketing, why and how to stop', () => {
    for (const { words } of languages) {
      const { because, unsubscribe } = words.footer;
      expect(because('Larkfield', 'Offers')).toMatch(/Larkfield.*Offers/);
      expect(unsubscribe.length).toBeGreaterThan(5);
      expect(words.messages.confirm.why('Larkfield')).toContain('Larkfield');
    }
  });
});

describe('control: a planted trick is caught', () => {
  const planted: [string, string][] = [
    ['No thanks, I hate saving money', 'shames'],
    ['No, I’d rather pay full price', 'shames'],
    ['We’re sorry to see you go', 'shames'],
    ['We’ll miss you!', 'shames'],
    ['Are you sure you want to stop?', 'hard to say no'],
    ['Pause instead', 'hard to say no'],
    ['Call us to unsubscribe', 'hard to say no'],
    ['Please tell us why before you leave', 'hard to say no'],
    ['Hurry, this offer ends soon', 'presses'],
    ['Only 3 left at this price', 'presses'],
    ['Don’t miss a thing', 'presses'],
    ['You’ll lose your discounts', 'presses'],
    ['Untick this box if you do not want emails', 'negates twice'],
    ['Do not tick if you would not like to hear from us', 'negates twice'],
    ['Never unsubscribe me', 'negates twice'],
    ['We have pre-ticked the best choice', 'silence'],
    ['By submitting this form you agree to receive marketing', 'silence'],
    ['We will email you unless you tell us otherwise', 'silence'],
    ['I accept the terms and want the newsletter', 'bundles'],
    ['Send me offers, and I agree to the terms', 'bundles'],
    ['Yes to news from your carefully chosen partners', 'names nobody'],
    ['Yes to news from selected third parties', 'names nobody'],
  ];
  test.each(planted)('%s', (text, why) => {
    expect(deceptions(text, 'en-GB').join()).toContain(why);
  });

  test.each(['Brysiwch, cyfle olaf', 'Ydych chi’n siŵr?', 'gan bartneriaid, partneriaid dethol'])(
    'in Welsh: %s',
    (text) => {
      expect(deceptions(text, 'cy-GB')).toHaveLength(1);
    },
  );

  test.each([
    ['Yes, send me offers by email and text.', 'email.offers', 'also names sms'],
    ['Yes, send me offers.', 'sms.offers', 'does not name its channel'],
    ['Yes, post me the catalogue.', 'post.catalogue', 'Do not post me'],
    ['Do not leave me out of your emails.', 'email.offers', 'a tick means yes'],
    ['Ie, ffoniwch fi a thecstio: neges destun', 'phone.events', 'also names sms'],
  ] as const)('as a choice: %s', (text, scope, why) => {
    const locale = text.startsWith('Ie') ? 'cy-GB' : 'en-GB';
    expect(deceptions(text, locale, scope).join()).toContain(why);
  });
});

/** What is wrong with a page’s controls, whatever it says. */
function controlFaults(page: string): string[] {
  const buttons = page.match(/<button[^>]*>/g) ?? [];
  return [
    ...(/<input[^>]* (checked|selected)/.test(page) ? ['ticked beforehand (FRM-1)'] : []),
    ...(buttons.some((button) => /class=|style=|hidden|disabled/.test(button))
      ? ['buttons that are not alike (DRK-3)']
      : []),
    ...(/<meta[^>]*http-equiv|<script|setTimeout|<dialog|count-?down/i.test(page)
      ? ['moves by itself (DRK-2)']
      : []),
    ...(/<img[^>]*(sad|cry|tear)/i.test(page) ? ['a picture that pleads (DRK-2)'] : []),
  ];
}

describe('no page of ours is built to trick', () => {
  const form = catalogue.forms.find(({ id }) => id === 'contact');
  if (!form) throw new Error('no form');
  const ring = { current: 'k1', keys: { k1: new Uint8Array(32) } };
  const pagesIn = (words: Words): [string, string][] => {
    const voice = { catalogue, words };
    const { unsubscribePage, unsubscribedPage, notStoppedPage } = unsubscribePages;
    const serving = { catalogue, ring, environment: 'test' };
    const now = new Date();
    const served = serveForm(serving, { form, locale: words.locale, now });
    return [
      ['leaving', unsubscribePage(voice, 'email.newsletter')],
      ['left', unsubscribedPage(voice, { scope: 'email.newsletter', isEverything: false })],
      ['not left', notStoppedPage(voice, true)],
      ['the form', formAgainPage(voice, { served, state: {}, faults: {}, others: ['x'] })],
    ];
  };

  test.each(languages)('FRM-1, DRK-2, DRK-3: in $locale', ({ words }) => {
    for (const [name, page] of pagesIn(words)) {
      expect({ name, faults: controlFaults(page) }).toEqual({ name, faults: [] });
    }
  });

  test('FRM-7, DRK-3: one rule for every button, so that stopping is as visible as starting', () => {
    const css = stylesheet(catalogue.look);
    expect(css.match(/(^|[\n}])button[^{]*\{/g)).toHaveLength(1);
    expect(css).not.toMatch(/display:none|visibility:hidden|font-size:0/);
  });

  test('DRK-2: a reason for leaving is asked only once it is done, and none is chosen', () => {
    for (const { words } of languages) {
      const pages = Object.fromEntries(pagesIn(words));
      expect(pages.leaving).not.toContain('name="reason"');
      expect(pages.left).toContain('name="reason"');
    }
  });

  test('control: pages that were built to trick are caught', () => {
    const tricks = [
      '<input type="checkbox" name="consents" checked>',
      '<button>Keep</button><button class="small">Stop</button>',
      '<button hidden>Stop</button>',
      '<meta http-equiv="refresh" content="3">',
      '<img src="/sad-puppy.png" alt="">',
    ];
    expect(tricks.map((trick) => controlFaults(trick).length)).toEqual([1, 1, 1, 1, 1]);
  });
});

test('every word that a visitor reads stands in a file that the lint reads', () => {
  const folder = path.join(import.meta.dirname, '../../shared/pages');
  const pages = globSync('*.ts', { cwd: folder }).map((file) => ({
    file,
    text: readFileSync(path.join(folder, file), 'utf8'),
  }));
  expect(pages.length).toBeGreaterThan(5);
  const loose = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/>\s*([A-Z][a-z]+ [a-z]+[^<>${}]*)</g)].map(([, words]) => [file, words]),
  );
  expect(loose).toEqual([]);
});
