/** One per invocation: past its closing no provider call starts, and open ones are aborted. */
export type Fence = {
  readonly signal: AbortSignal;
  /** Synchronous, to be asked right before the call with nothing awaited between. */
  isOpen(): boolean;
  close(): void;
};

export function openFence(): Fence {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    isOpen: () => !controller.signal.aborted,
    close: () => controller.abort(),
  };
}
