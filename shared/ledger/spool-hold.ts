import { submissionId } from './record.ts';

const PREFIX = 'spool:';

/** The hold that one submission sets for itself while the store cannot record it. */
export const spoolHold = (caller: string, name: string) => `${PREFIX}${submissionId(caller, name)}`;

export const isSpoolHold = (hold: string) => hold.startsWith(PREFIX);
