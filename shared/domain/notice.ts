import { NoticeItem } from '../../events/form.ts';
import type { Catalogue, Notice } from './catalogue.ts';

/** Where GDPR Art 13 asks for it, and what to write. */
const ASKED: Record<NoticeItem, { article: string; fix: string }> = {
  controller: { article: '13(1)(a)', fix: 'say who you are, with your address' },
  officer: {
    article: '13(1)(b)',
    fix: 'say how to reach your data protection officer, or who answers where you need none',
  },
  purposes: { article: '13(1)(c)', fix: 'say what you use the details for' },
  basis: {
    article: '13(1)(c)',
    fix: 'name the legal basis: consent, and for post what you rely on',
  },
  recipients: {
    article: '13(1)(e)',
    fix: 'name who receives the details, or which kinds of company',
  },
  transfers: {
    article: '13(1)(f)',
    fix: 'say whether the details leave the country, to where and under which safeguard',
  },
  retention: { article: '13(2)(a)', fix: 'say how long you keep the details, or how you decide' },
  rights: {
    article: '13(2)(b)',
    fix: 'name the rights: access, correction, erasure, restriction, objection, portability',
  },
  withdrawal: {
    article: '13(2)(c)',
    fix: 'say that consent can be withdrawn at any time, and how',
  },
  complaint: { article: '13(2)(d)', fix: 'say where to complain, naming the regulator' },
  required: {
    article: '13(2)(e)',
    fix: 'say whether anything has to be given, and what follows if it is not',
  },
  decisions: {
    article: '13(2)(f)',
    fix: 'say whether decisions are made or profiles are built automatically',
  },
};

type Named = Pick<Catalogue, 'controller' | 'regulator' | 'defaultLocale'>;

/** What a notice lacks to be one (GDP-7), each with its fix. */
export function noticeFaults({ id, items }: Notice, catalogue: Named): string[] {
  const { controller, regulator, defaultLocale } = catalogue;
  const missing = NoticeItem.options.flatMap((item) => {
    if (Object.hasOwn(items[item] ?? {}, defaultLocale)) return [];
    const { article, fix } = ASKED[item];
    return [
      `notice ${id}: lacks ${item} in ${defaultLocale} (GDPR Art ${article}): ${fix}, in items.${item}`,
    ];
  });
  const unnamed = [
    ...withoutName(items.controller, { item: 'controller', name: controller.name }),
    ...withoutName(items.controller, { item: 'controller', name: controller.address }),
    ...withoutName(items.complaint, { item: 'complaint', name: regulator.name }),
  ];
  return [...missing, ...unnamed.map((fault) => `notice ${id}: ${fault}`)];
}

function withoutName(
  texts: Readonly<Record<string, string>> = {},
  { item, name }: { item: NoticeItem; name: string },
): string[] {
  return Object.entries(texts).flatMap(([locale, text]) =>
    text.includes(name) ? [] : [`items.${item} in ${locale} does not name ${name}`],
  );
}
