import type { World } from './world.ts';

/** Something that must survive a mishap at any await: once begun, and repeated by whoever began it. */
export type Operation = {
  name: string;
  begin(world: World): Promise<Begun>;
};

export type Begun = {
  /** One try. What it resolves to is acknowledged. */
  attempt(): Promise<unknown>;
  /** What passes before the caller tries again. */
  beforeRetry(): void | Promise<void>;
  /** What is wrong in the end; nothing, hopefully. */
  faults(acknowledged: readonly unknown[]): Promise<string[]>;
};
