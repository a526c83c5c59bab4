/** One part of the local stack: what starts and ends. `stop` may be called after a failed `start`. */
export type Service = {
  name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
};

export type Running = {
  /** Starts each in turn; the first failure is thrown and nothing after it starts. */
  start(...services: readonly Service[]): Promise<void>;
  /** Stops all that was started, last first. A second call does nothing. */
  stop(): Promise<void>;
};

/** The ordered list of what runs. `progress` hears what is being waited for; `cancelled` ends a start early. */
export function running(progress: (line: string) => void, cancelled?: AbortSignal): Running {
  const started: Service[] = [];
  return {
    async start(...services) {
      for (const service of services) {
        cancelled?.throwIfAborted();
        progress(service.name);
        // Listed first: a service that fails half-way is stopped as well.
        started.push(service);
        await service.start();
      }
    },
    async stop() {
      for (let service = started.pop(); service; service = started.pop()) {
        try {
          await service.stop();
        } catch (error) {
          // The rest must still stop.
          progress(`${service.name} did not stop cleanly: ${String(error)}`);
        }
      }
    },
  };
}
