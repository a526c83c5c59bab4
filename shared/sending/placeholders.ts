import type { MessageContent, Substitutions } from '../../events/message.ts';

const PLACEHOLDER = /\{\{([a-zA-Z][a-zA-Z0-9_]{0,31})\}\}/g;

/** The names that a content needs every recipient to bring. */
export function placeholdersOf(content: MessageContent): Set<string> {
  const texts = Object.values(content).map((text) => text ?? '');
  return new Set(
    texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '')),
  );
}

/** The text with every placeholder replaced, each value encoded for where it goes. */
export function fill(
  text: string,
  values: Substitutions,
  encode: (value: string) => string,
): string {
  return text.replace(PLACEHOLDER, (_, name: string) =>
    encode(Object.hasOwn(values, name) ? (values[name] ?? '') : ''),
  );
}

/** A value that must neither end its line nor hide anything in it. */
export const oneLine = (value: string) => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
