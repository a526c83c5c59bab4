import type { Hop } from '../hops.ts';

/** A longer silence than this starts a new chapter. */
const CHAPTER_GAP_MS = 4_000;
/** A request knows nobody's contact id; it belongs to whoever is named this soon after it. */
const NAMED_SOON_MS = 2_000;
const MAX_CONTACTS = 12;

/** Steps that look and change nothing are no part of a decision's way. */
const ONLY_LOOKS =
  /^((GET|HEAD|OPTIONS) |POST \/v1\/checks|Authorize|Check|GetForm|GetMessage|ListSuppressions)/;

export type Step = { hop: Hop; sinceStartMs: number };
export type Chapter = { startedAt: number; steps: readonly Step[] };

/** The contacts in `hops`, the one heard of last first. */
export function contactsSeen(hops: readonly Hop[]): string[] {
  const newestFirst = hops.toReversed().flatMap(({ contactId }) => contactId ?? []);
  return [...new Set(newestFirst)].slice(0, MAX_CONTACTS);
}

/**
 * One contact's steps in order, cut into chapters where nothing happened for a while; without a contact,
 * all steps. A step that names nobody is told with who is named soon after it, or else last before it.
 */
export function story(hops: readonly Hop[], contactId: string | undefined): Chapter[] {
  const inOrder = hops.toSorted((a, b) => a.at - b.at);
  if (contactId === undefined) return chapters(inOrder);
  return chapters(
    inOrder.filter(
      (hop, place) => !ONLY_LOOKS.test(hop.name) && whose(inOrder, hop, place) === contactId,
    ),
  );
}

function whose(inOrder: readonly Hop[], hop: Hop, place: number): string | undefined {
  if (hop.contactId !== undefined) return hop.contactId;
  const named = (other: Hop) => other.contactId !== undefined;
  const next = inOrder.slice(place).find(named);
  if (next && next.at - hop.at <= NAMED_SOON_MS) return next.contactId;
  return inOrder.slice(0, place).findLast(named)?.contactId;
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
