import { createHash } from 'node:crypto';
import { NoticeItem } from '../../events/form.ts';
import type { Channel, Scope } from '../../events/scope.ts';
import { type Catalogue, nameOf } from './catalogue.ts';
import type { Tick } from './decide.ts';
import { jcs } from './jcs.ts';
import type { ConfirmedChannel } from './pending.ts';
import { scopeOf } from './scope.ts';

/** What one can say yes to, in the words of the form that offers it now; without them only no. */
export type Choice = {
  scope: Scope;
  channel: Channel;
  name: string;
  wording: { id: string; text: string; noticeId: string } | undefined;
};

/** All that a preference page offers in one language, and the SHA-256 of it as rendered. */
export type Sheet = {
  locale: string;
  choices: readonly Choice[];
  /** Asked as "do not post me". */
  objections: readonly Choice[];
  notices: readonly {
    id: string;
    text: string;
    items: readonly { item: NoticeItem; text: string }[];
  }[];
  renderedHash: string;
};

/** Whoever has the link in a text has the phone: they may speak for calls to it as well. */
const REACHED: Record<ConfirmedChannel, readonly Channel[]> = {
  email: ['email'],
  sms: ['sms', 'phone'],
};

export const isReached = (proven: ConfirmedChannel, channel: Channel): boolean =>
  REACHED[proven].includes(channel);

export function sheetOf(catalogue: Catalogue, proven: ConfirmedChannel, wished: string): Sheet {
  const locale = isComplete(catalogue, wished) ? wished : catalogue.defaultLocale;
  const choicesOn = (channel: Channel) => choicesOf(catalogue, channel, locale);
  const choices = REACHED[proven].flatMap(choicesOn);
  const objections = choicesOn('post').filter(({ wording }) => wording);
  const shown = new Set(
    [...choices, ...objections].flatMap(({ wording }) => wording?.noticeId ?? []),
  );
  const notices = catalogue.notices
    .filter(({ id }) => shown.has(id))
    .map(({ id, items, text }) => ({
      ...{ id, text: text[locale] ?? '' },
      items: NoticeItem.options.map((item) => ({ item, text: items[item]?.[locale] ?? '' })),
    }));
  const sheet = { locale, choices, objections, notices };
  const rendered = jcs({ controller: catalogue.controller.name, ...plain(sheet) });
  return { ...sheet, renderedHash: createHash('sha256').update(rendered).digest('hex') };
}

/** The tick of a choice, as the ledger will know it; undefined where there are no words to agree to. */
export function tickOn(
  catalogue: Catalogue,
  sheet: Sheet,
  { scope, wording }: Choice,
): Tick | undefined {
  const [, purposeId] = scope.split('.');
  const purpose = catalogue.purposes.find(({ id }) => id === purposeId);
  if (!wording || !purpose) return undefined;
  const { locale, renderedHash } = sheet;
  const coversTps = catalogue.wordings.some(({ id, coversTps }) => id === wording.id && coversTps);
  return {
    scope,
    shown: {
      formId: null,
      noticeId: wording.noticeId,
      wordingId: wording.id,
      renderedHash,
      locale,
    },
    doubleOptIn: true,
    validityMonths: purpose.validityMonths,
    coversTps,
  };
}

function choicesOf(catalogue: Catalogue, channel: Channel, locale: string): Choice[] {
  return catalogue.purposes
    .filter(({ channels }) => channels.some((policy) => policy.channel === channel))
    .map((purpose) => {
      const scope = scopeOf(channel, purpose.id);
      const name = nameOf(catalogue, purpose, locale);
      return { scope, channel, name, wording: wordingFor(catalogue, scope, locale) };
    });
}

/** A defective notice is shown to nobody any more. */
function wordingFor(catalogue: Catalogue, scope: Scope, locale: string): Choice['wording'] {
  for (const form of catalogue.forms) {
    const notice = catalogue.notices.find(({ id }) => id === form.notice);
    if (!notice || notice.invalid) continue;
    const wording = catalogue.wordings.find(
      (one) => one.scope === scope && form.wordings.includes(one.id),
    );
    if (wording) {
      return { id: wording.id, text: wording.text[locale] ?? '', noticeId: notice.id };
    }
  }
  return undefined;
}

/** Own entries only: `constructor` is in every record, and no language. */
function isComplete({ forms, notices, wordings }: Catalogue, locale: string): boolean {
  const used = new Set(forms.flatMap((form) => [form.notice, ...form.wordings]));
  const texts = [
    ...wordings.filter(({ id }) => used.has(id)).map(({ text }) => text),
    ...notices
      .filter(({ id }) => used.has(id))
      .flatMap(({ items, text }) => [text, ...Object.values(items)]),
  ];
  return texts.every((text) => Object.hasOwn(text, locale));
}

/** JCS knows no absent members. */
const plain = ({ choices, objections, ...rest }: Omit<Sheet, 'renderedHash'>) => ({
  ...{ ...rest, notices: rest.notices.map((notice) => ({ ...notice, items: [...notice.items] })) },
  choices: choices.map(({ wording, ...one }) => ({ ...one, wording: wording ?? null })),
  objections: objections.map(({ wording, ...one }) => ({ ...one, wording: wording ?? null })),
});
