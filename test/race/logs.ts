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

/** What a person posted at `step` and needs no confirmation: from here on it may be recorded, answered or not. */
export type GrantPosted = { step: number; contact: Contact; scopes: readonly Scope[] };

/**
 * A person's confirmation, posted at `step`, of what they had asked for: by `askedStep` that was recorded,
 * so it may have seen whatever was posted before.
 */
export type Ceremony = GrantPosted & { askedStep: number };

/** All that an outsider could see: the provider, the answers, the forms and the confirmations. */
export type Logs = {
  starts: ProviderStart[];
  acknowledgements: Acknowledgement[];
  grants: GrantPosted[];
  ceremonies: Ceremony[];
};

export const emptyLogs = (): Logs => ({
  starts: [],
  acknowledgements: [],
  grants: [],
  ceremonies: [],
});
