/** The rules that are under test, as DESIGN §5 has them; a control changes one. */
export type Protocol = {
  /** What lets a provider call begin. */
  permission: 'claim' | 'check at enqueue' | 'strong read' | 'double check';
  /** Whether the platform kills a sender before the drain's limit passes. */
  kill: boolean;
  limit: boolean;
  permitIds: 'unique' | 'shared by duplicates';
  release: 'after the call' | 'before the call';
  provider: 'one attempt' | 'retries by itself';
  drain: 'always' | 'not for replays' | 'never';
  gateWrite: 'what changed' | 'whole item';
  /** What becomes of the fence when a handler returns with something pending. */
  earlyReturn: 'closes the fence' | 'leaves the fence open' | 'has no fence';
  grant: 'by ceremony' | 'by any form';
};

export const protocol: Protocol = {
  permission: 'claim',
  kill: true,
  limit: true,
  permitIds: 'unique',
  release: 'after the call',
  provider: 'one attempt',
  drain: 'always',
  gateWrite: 'what changed',
  earlyReturn: 'closes the fence',
  grant: 'by ceremony',
};

export type Control = { name: string; says: string; protocol: Protocol };

/** Deliberate mistakes, one each, that the model must find: else its silence means nothing. */
export const controls: readonly Control[] = [
  control('enqueue-check', 'the gate is asked when a message is accepted, and then trusted', {
    permission: 'check at enqueue',
  }),
  control('strong-read', 'the gate is read strongly and then trusted; no permit is claimed', {
    permission: 'strong read',
  }),
  control(
    'double-check',
    'the gate is read strongly, twice, the second time right before the call',
    {
      permission: 'double check',
    },
  ),
  control('no-kill', 'a sender is not killed at its timeout: its permit is only a lease', {
    kill: false,
  }),
  control('shared-permit', 'duplicates of a message share one permit id', {
    permitIds: 'shared by duplicates',
  }),
  control('early-release', 'the permit is released before the provider call is awaited', {
    release: 'before the call',
  }),
  control('auto-retry', 'the provider’s client tries again by itself', {
    provider: 'retries by itself',
  }),
  control('undrained', 'a withdrawal is answered as soon as it is committed', { drain: 'never' }),
  control('undrained-replay', 'a repeated withdrawal is answered without a drain', {
    drain: 'not for replays',
  }),
  control('whole-item', 'an event writes the gate as a whole, with the permits that it had read', {
    gateWrite: 'whole item',
  }),
  control('early-timeout', 'the handler is answered for before its timeout, inside of the fence', {
    earlyReturn: 'leaves the fence open',
  }),
  control('no-fence', 'a handler that stops waiting has no fence to close', {
    earlyReturn: 'has no fence',
  }),
  control('form-reopens', 'a form without a ceremony opens what was withdrawn', {
    grant: 'by any form',
  }),
  control('no-limit', 'a drain waits for its permits however long it takes', { limit: false }),
];

function control(name: string, says: string, mistake: Partial<Protocol>): Control {
  return { name, says, protocol: { ...protocol, ...mistake } };
}
