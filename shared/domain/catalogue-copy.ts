import type { Catalogue } from './catalogue.ts';
import { deceptions } from './copy.ts';

/** Wordings that trick or that ask for two things at once, and notices that do (ICO-1, ICO-2, DRK-1). */
export function copyFaults({ notices, purposes, wordings }: Catalogue): string[] {
  const textsOf = (texts: Readonly<Record<string, string>>) => Object.entries(texts);
  return [
    ...wordings.flatMap(({ id, scope, text }) =>
      textsOf(text).flatMap(([locale, words]) =>
        deceptions(words, locale, scope).map((why) => `wording ${id} (${locale}): ${why}`),
      ),
    ),
    ...notices.flatMap(({ id, text, items }) =>
      [text, ...Object.values(items)]
        .flatMap(textsOf)
        .flatMap(([locale, words]) =>
          deceptions(words, locale).map((why) => `notice ${id} (${locale}): ${why}`),
        ),
    ),
    ...purposes.flatMap(({ id, name }) =>
      textsOf(name).flatMap(([locale, words]) =>
        deceptions(words, locale).map((why) => `purpose ${id} (${locale}): ${why}`),
      ),
    ),
  ];
}
