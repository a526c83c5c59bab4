import { ConsentError } from '../../../shared/errors.ts';
import { isInjected } from '../faults.ts';

/** What an actor may fail with: an injected fault, or the service's own word that it cannot now. */
export function isExpected(error: unknown): boolean {
  return isInjected(error) || (error instanceof ConsentError && error.code === 'unavailable');
}
