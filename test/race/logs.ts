import type { Cover, Scope } from '../../events/scope.ts';

/** Contact points of one schedule, by number. */
export type Contact = 0 | 1;

/** A provider call that began: from here on the message may reach the person. */
export type ProviderStart = {
  step: number;
  atMs: number;
  message: string;
  contact: Contact;
  scope: Scope;
  sender: string;
  /** What the provider made of it; in doubt until it has said so. */
  outcome: 'accepted' | 'refused' | 'in doubt';
};

/** A withdrawal whose 200 leaves at `step`, or a hold that is in force from then on. */
export type Acknowledgement = {
  kind: 'withdrawal' | 'hold';
  /** When its request was posted: whoever was told of the state before that cannot have seen it. */
  postedStep: number;
  step: number;
  atMs: number;
  contact: Contact;
  cover: Cover;
  by: string;
  /** From here on a hold may be gone; Infinity until then, and for withdrawals. */
  liftedStep: number;
};

/**
 * A withdrawal that was only received (202, or 503 to a one-click body): it waits in the spool, and is not
 * acknowledged. It may not get lost, and it stops messages from the moment that one of these rests on.
 */
export type Receipt = Pick<Acknowledgement, 'postedStep' | 'step' | 'contact' | 'cover' | 'by'> & {
  /** What waits in the spool: `takenOffStep` is when its consumer said that it is in force; Infinity if never. */
  spooled: { takenOffStep: number };
  /** When everything at the contact point was held, and said so; null if the gate could not be written. */
  heldAtMs: number | null;
  spooledAtMs: number;
};

/** What a person posted at `step` and needs no confirmation: from here on it may be recorded, answered or not. */
export type GrantPosted = { step: number; contact: Contact; scopes: readonly Scope[] };

/**
 * A person's confirmation, posted at `step`, of what they had asked for: by `askedStep` that was recorded,
 * so it may have seen whatever was posted before.
 */
export type Ceremony = GrantPosted & { askedStep: number };

/** All that an outsider could see: the provider, the answers, the spool, the forms and the confirmations. */
export type Logs = {
  starts: ProviderStart[];
  acknowledgements: Acknowledgement[];
  receipts: Receipt[];
  /** Invocations of the sender that were told that withdrawals wait in the spool. */
  returned: string[];
  grants: GrantPosted[];
  ceremonies: Ceremony[];
};

export const emptyLogs = (): Logs => ({
  starts: [],
  acknowledgements: [],
  receipts: [],
  returned: [],
  grants: [],
  ceremonies: [],
});
