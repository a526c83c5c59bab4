import type { Deployed } from '../template.ts';

/** What must be true of every deployment, and how one would make it untrue. */
export type Assertion = {
  /** One sentence. */
  says: string;
  /** Throws where it is not so. */
  holds(template: Deployed): void;
  /** Breaks the template in the one place that makes the sentence untrue, and nothing else. */
  broken(template: Deployed): void;
};

/** The first of them; there must be one, or the assertion would hold of nothing. */
export function first<T>(items: readonly T[], what: (item: T) => boolean = () => true): T {
  const found = items.find(what);
  if (found === undefined) throw new Error('nothing of the kind is in the template');
  return found;
}
