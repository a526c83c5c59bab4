import { submissionId } from './submission-id.ts';

const PREFIX = 'spool:';

/**
 * The hold that one submission sets for itself while the store cannot record it. `key`: the name it would have been
 * recorded under, for the same link may withdraw again after a new consent, and each time holds on its own.
 */
export const spoolHold = (caller: string, name: string, key: string) =>
  `${spoolHoldsOf(caller, name)}${submissionId(caller, key)}`;

/** How all of them begin that submissions of this name have set. */
export const spoolHoldsOf = (caller: string, name: string) =>
  `${PREFIX}${submissionId(caller, name)}:`;

export const isSpoolHold = (hold: string) => hold.startsWith(PREFIX);
