import type { Hop } from '../hops.ts';

/** A longer silence than this starts a new chapter. */
const CHAPTER_GAP_MS = 2_500;
const MAX_CONTACTS = 12;

/** Steps that look and change nothing are no part of a decision's way. */
const ONLY_LOOKS =
  /^((GET|HEAD|OPTIONS) |POST \/v1\/(checks|links)|Authorize|Check|EmbedForm|GetForm|GetMessage|MakeLinks|ListSuppressions)/;

export type Step = { hop: Hop; sinceStartMs: number };
export type Chapter = { startedAt: number; steps: readonly Step[] };

/** The contacts in `hops`, the one heard of last first. */
export function contactsSeen(hops: readonly Hop[]): string[] {
  const newestFirst = hops.toReversed().flatMap(({ contactId }) => contactId ?? []);
  return [...new Set(newestFirst)].slice(0, MAX_CONTACTS);
}

/**
 * One contact's steps in order, cut into chapters where nothing happened for a while; without a contact,
 * all steps. A request, for one, names nobody: such a step is told with the contact named nearest to it.
 */
export function story(hops: readonly Hop[], contactId: string | undefined): Chapter[] {
  const inOrder = hops.toSorted((a, b) => a.at - b.at);
  if (contactId === undefined) return chapters(inOrder);
  const named = inOrder.filter((hop) => hop.contactId !== undefined);
  return chapters(
    inOrder.filter((hop) => !ONLY_LOOKS.test(hop.name) && whose(named, hop) === contactId),
  );
}

function whose(named: readonly Hop[], hop: Hop): string | undefined {
  let nearest: Hop | undefined;
  for (const candidate of named) {
    const isNearer = !nearest || distance(candidate, hop) <= distance(nearest, hop);
    if (isNearer) nearest = candidate;
  }
  return hop.contactId ?? nearest?.contactId;
}

const distance = (one: Hop, other: Hop) => Math.abs(one.at - other.at);

function chapters(hops: readonly Hop[]): Chapter[] {
  const found: { startedAt: number; steps: Step[] }[] = [];
  let last: Hop | undefined;
  for (const hop of hops) {
    if (!last || hop.at - last.at > CHAPTER_GAP_MS) found.push({ startedAt: hop.at, steps: [] });
    const current = found.at(-1);
    current?.steps.push({ hop, sinceStartMs: hop.at - current.startedAt });
    last = hop;
  }
  return found;
}
