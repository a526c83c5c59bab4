import type { Hop } from '../hops.ts';

/** A longer silence than this starts a new chapter. */
const CHAPTER_GAP_MS = 4_000;
/** A step that names nobody is told with a person's steps if one of those is this near. */
const NEAR_MS = 1_000;
const MAX_CONTACTS = 12;

export type Step = { hop: Hop; sinceStartMs: number };
export type Chapter = { startedAt: number; steps: readonly Step[] };

/** The contacts in `hops`, the one heard of last first. */
export function contactsSeen(hops: readonly Hop[]): string[] {
  const newestFirst = hops.toReversed().flatMap(({ contactId }) => contactId ?? []);
  return [...new Set(newestFirst)].slice(0, MAX_CONTACTS);
}

/**
 * The steps of one contact in order, cut into chapters where nothing happened for a while; without a
 * contact, all steps. Not every step knows whom it is about: a request is not parsed where it is counted.
 */
export function story(hops: readonly Hop[], contactId: string | undefined): Chapter[] {
  const inOrder = hops.toSorted((a, b) => a.at - b.at);
  const theirs = inOrder.filter((hop) => hop.contactId === contactId).map(({ at }) => at);
  const told = inOrder.filter(
    (hop) =>
      contactId === undefined ||
      hop.contactId === contactId ||
      (hop.contactId === undefined && theirs.some((at) => Math.abs(at - hop.at) <= NEAR_MS)),
  );
  return chapters(told);
}

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
