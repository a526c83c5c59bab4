import type { Cover, Scope } from '../../events/scope.ts';
import type { Logs, ProviderStart } from './logs.ts';

export type Violation = {
  kind: 'forbidden send' | 'double send' | 'send without a grant';
  step: number;
  says: string;
};

/**
 * The promise, judged from outside: it knows what was acknowledged and what the provider got, and
 * nothing of gates and permits. No ceremony exists that could consent again after a withdrawal.
 */
export function checkLogs({ starts, acknowledgements, grants }: Logs): Violation[] {
  const violations: Violation[] = [];
  for (const start of starts) {
    const { step, scope, message, sender } = start;
    const who = `${sender} began ${message} (${scope}) at step ${step}`;

    const broken = acknowledgements.find((ack) => ack.step < step && covers(ack.cover, scope));
    if (broken) {
      const { by, cover } = broken;
      const says = `${who}, after ${by} was told at step ${broken.step} that ${cover} is withdrawn`;
      violations.push({ kind: 'forbidden send', step, says });
    }
    if (!grants.some((grant) => grant.step <= step && grant.scopes.includes(scope))) {
      const says = `${who}, before anybody had consented`;
      violations.push({ kind: 'send without a grant', step, says });
    }
    const earlier = starts.find((other) => other.step < step && mayHaveArrived(other, message));
    if (earlier && start.outcome !== 'refused') {
      const says = `${who}, though ${earlier.sender} had begun it at step ${earlier.step}`;
      violations.push({ kind: 'double send', step, says });
    }
  }
  return violations;
}

function mayHaveArrived({ message, outcome }: ProviderStart, wanted: string): boolean {
  return message === wanted && outcome !== 'refused';
}

function covers(cover: Cover, scope: Scope): boolean {
  const [channel] = scope.split('.');
  return cover === '*' || cover === `${channel}.*` || cover === scope;
}
