import type { Cover, Scope } from '../../events/scope.ts';
import type { Acknowledgement, Ceremony, Logs, ProviderStart } from './logs.ts';

export type Violation = {
  kind: 'forbidden send' | 'double send' | 'send without a grant';
  step: number;
  says: string;
};

/**
 * The promise, judged from outside: it knows what was acknowledged, what the provider got and what people
 * posted, and nothing of gates and permits.
 */
export function checkLogs(logs: Logs): Violation[] {
  const { starts, acknowledgements, grants, ceremonies } = logs;
  const violations: Violation[] = [];
  for (const start of starts) {
    const { step, scope, message, sender } = start;
    const who = `${sender} began ${message} (${scope}) at step ${step}`;

    const broken = acknowledgements.find(
      (ack) => stops(ack, start) && !ceremonies.some((ceremony) => overrules(ceremony, ack, start)),
    );
    if (broken) {
      const { by, cover, kind } = broken;
      const says = `${who}, after ${by} was told at step ${broken.step} that ${cover} is stopped (${kind})`;
      violations.push({ kind: 'forbidden send', step, says });
    }
    if (![...grants, ...ceremonies].some((grant) => allows(grant, start))) {
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

/** What started after a withdrawal, because a person had consented again: the other half of the promise. */
export function startsAfterNewConsent({ starts, acknowledgements, ceremonies }: Logs): number {
  return starts.filter((start) =>
    acknowledgements.some(
      (ack) => stops(ack, start) && ceremonies.some((ceremony) => overrules(ceremony, ack, start)),
    ),
  ).length;
}

function stops(ack: Acknowledgement, { step, contact, scope }: ProviderStart): boolean {
  return (
    ack.step < step && step < ack.liftedStep && ack.contact === contact && covers(ack.cover, scope)
  );
}

/** It confirms something that was asked for after the withdrawal was posted, so it may have seen it. */
function overrules(ceremony: Ceremony, ack: Acknowledgement, start: ProviderStart): boolean {
  return (
    ack.kind === 'withdrawal' && ceremony.askedStep > ack.postedStep && allows(ceremony, start)
  );
}

function allows(
  grant: Pick<Ceremony, 'step' | 'contact' | 'scopes'>,
  { step, contact, scope }: ProviderStart,
): boolean {
  return grant.step <= step && grant.contact === contact && grant.scopes.includes(scope);
}

function mayHaveArrived({ message, outcome }: ProviderStart, wanted: string): boolean {
  return message === wanted && outcome !== 'refused';
}

function covers(cover: Cover, scope: Scope): boolean {
  const [channel] = scope.split('.');
  return cover === '*' || cover === `${channel}.*` || cover === scope;
}
