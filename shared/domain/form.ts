import { createHash } from 'node:crypto';
import {
  type FormDefinition,
  type FormField,
  type FormLabels,
  NoticeItem,
} from '../../events/form.ts';
import type { Channel } from '../../events/scope.ts';
import { type Catalogue, type Form, findPolicy } from './catalogue.ts';
import type { Tick } from './decide.ts';
import { jcs } from './jcs.ts';
import { channelOf } from './scope.ts';
import type { FormToken } from './token.ts';

/** A form's texts in one locale, and the SHA-256 of them as rendered. */
export type RenderedForm = {
  shown: Omit<FormDefinition, 'formToken' | 'expiresAt'>;
  renderedHash: string;
};

/** What a language's words add to the catalogue's texts. */
export type FormWords = { labels: FormLabels; noticeItems: Readonly<Record<NoticeItem, string>> };

/** The form as it is served; texts missing in `locale` come in the default locale, all of them together. */
export function renderForm(
  catalogue: Catalogue,
  form: Form,
  locale: string,
  wordsIn: (locale: string) => FormWords,
): RenderedForm {
  const notice = entryOf(catalogue.notices, form.notice);
  const wordings = form.wordings.map((id) => entryOf(catalogue.wordings, id));
  // Own entries only: `constructor` is in every record, and no language.
  const texts = [...[notice, ...wordings].map(({ text }) => text), ...Object.values(notice.items)];
  const complete = texts.every((text) => Object.hasOwn(text, locale));
  const served = complete && catalogue.locales.includes(locale) ? locale : catalogue.defaultLocale;
  const { labels, noticeItems } = wordsIn(served);
  const textOf = (texts: Readonly<Record<string, string>>) => texts[served] ?? '';
  const shown = {
    formId: form.id,
    locale: served,
    controller: catalogue.controller.name,
    notice: {
      id: notice.id,
      text: textOf(notice.text),
      items: NoticeItem.options.map((item) => ({
        item,
        heading: noticeItems[item],
        text: textOf(notice.items[item] ?? {}),
      })),
    },
    labels,
    fields: [...new Set(wordings.map(({ scope }) => fieldOf(channelOf(scope))))],
    choices: wordings.map(({ id, scope, text }) => ({
      id: scope,
      channel: channelOf(scope),
      purpose: scope.slice(scope.indexOf('.') + 1),
      wording: { id, text: textOf(text) },
    })),
  };
  return { shown, renderedHash: createHash('sha256').update(jcs(shown)).digest('hex') };
}

/** The ticked choices as the ledger will know them; undefined for one that the form did not offer. */
export function tickOf(
  catalogue: Catalogue,
  token: FormToken,
  scope: Tick['scope'],
): Tick | undefined {
  const policy = findPolicy(catalogue, scope);
  const wordingId = token.wordings[scope];
  if (!policy || wordingId === undefined) return undefined;
  const { formId, noticeId, renderedHash, locale } = token;
  return {
    scope,
    shown: { formId, noticeId, wordingId, renderedHash, locale },
    doubleOptIn: policy.channel.doubleOptIn,
    validityMonths: policy.purpose.validityMonths,
    coversTps: entryOf(catalogue.wordings, wordingId).coversTps,
  };
}

/** The field of a form that a choice of this channel needs filled. */
export function fieldOf(channel: Channel): FormField {
  switch (channel) {
    case 'email':
      return 'email';
    case 'sms':
    case 'phone':
      return 'phone';
    case 'post':
      return 'address';
  }
}

/** The catalogue's parser has checked every reference. */
function entryOf<T extends { id: string }>(entries: readonly T[], id: string): T {
  const entry = entries.find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`the catalogue has no ${id}`);
  return entry;
}
