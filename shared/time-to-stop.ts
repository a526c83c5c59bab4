import type { Destination } from './domain/routing.ts';
import type { Measure } from './metrics.ts';

/** How long a withdrawal, recorded at `at`, took to reach `destination`. */
export function measureTimeToStop(measure: Measure, destination: Destination, at: string): void {
  measure('TimeToStop', Date.now() - Date.parse(at), { Destination: destination });
}
