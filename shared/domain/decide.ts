import type { Change, WithdrawalReason } from '../../events/ledger-event.ts';
import type { Cover, Scope } from '../../events/scope.ts';
import { type GateState, isWithdrawn, newestWithdrawal } from './gate.ts';

type Shown = Extract<Change, { type: 'ConsentGranted' }>['shown'];

/** A tick on a form, with what its purpose's policy says of it. */
export type Tick = { scope: Scope; shown: Shown; doubleOptIn: boolean; validityMonths: number };

export type ConsentRequest =
  /** Filling a form is no ceremony: it proves neither who typed nor that they knew the state. */
  | { kind: 'form'; ticks: readonly Tick[] }
  | { kind: 'withdraw'; cover: Cover; reason: WithdrawalReason };

/** What the request changes at one contact point; nothing is a fine answer. Pure: `now` is an argument. */
export function decide(request: ConsentRequest, state: GateState, now: Date): Change[] {
  switch (request.kind) {
    case 'form':
      return request.ticks.map((tick) => decideTick(tick, state, now));
    case 'withdraw': {
      const { cover, reason } = request;
      if (isWithdrawn(state, cover)) return [];
      return [{ type: 'ConsentWithdrawn', cover, epoch: state.count + 1, reason }];
    }
  }
}

function decideTick(tick: Tick, state: GateState, now: Date): Change {
  const { scope, shown } = tick;
  const mustConfirm = tick.doubleOptIn || newestWithdrawal(state, scope) !== undefined;
  if (mustConfirm) return { type: 'ConsentRequested', scope, basis: state.count, shown };
  const validUntil = addMonths(now, tick.validityMonths).toISOString();
  return { type: 'ConsentGranted', scope, basis: 0, validUntil, shown };
}

/** Calendar months in UTC; a day that the month lacks becomes its last (31 January + 1 = 28 February). */
export function addMonths(start: Date, months: number): Date {
  const end = new Date(start);
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return end;
}
