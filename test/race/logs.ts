import type { Cover, Scope } from '../../events/scope.ts';

/** A provider call that began: from here on the message may reach the person. */
export type ProviderStart = {
  step: number;
  atMs: number;
  message: string;
  scope: Scope;
  sender: string;
  /** What the provider made of it; in doubt until it has said so. */
  outcome: 'accepted' | 'refused' | 'in doubt';
};

/** A withdrawal whose 200 leaves at `step`. */
export type Acknowledgement = { step: number; atMs: number; cover: Cover; by: string };

/** A form that a person posted at `step`: from here on it may have been recorded, answered or not. */
export type GrantPosted = { step: number; scopes: readonly Scope[] };

/** All that an outsider could see of one contact point: the provider, the answers, the forms. */
export type Logs = {
  starts: ProviderStart[];
  acknowledgements: Acknowledgement[];
  grants: GrantPosted[];
};
