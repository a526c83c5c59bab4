import type { Circumstances } from '../../events/evidence.ts';
import type { ContactId } from '../../events/scope.ts';
import type { Clock } from '../clock.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import type { ConfirmLink } from '../domain/confirm-link.ts';
import type { ConsentRequest } from '../domain/decide.ts';
import { type Asked, confirmations, stillOpen } from '../domain/pending.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { record } from '../ledger/record.ts';
import type { Budgets } from './budgets.ts';
import { CONFIRMING, confirmationName, isConfirmed } from './confirmed.ts';

type Ports = { ledger: LedgerStore; clock: Clock; catalogue: Catalogue };
type ConfirmPorts = Ports & { budgets: Pick<Budgets, 'forgive'> };

/**
 * What a link that is ours can still do. `void`: a withdrawal has come since; `unknown`: there is no such request,
 * or nothing that it asks for is offered any more.
 */
export type ConfirmState =
  | { is: 'open' | 'expired'; asked: Asked[] }
  | { is: 'confirmed' | 'void' | 'unknown' };

export async function readConfirmation(
  { ledger, clock, catalogue }: Ports,
  { contactId, seq, expiresAt }: ConfirmLink,
): Promise<ConfirmState> {
  const stored = await ledger.readStoredEvent(contactId, seq);
  const gate = await ledger.readGate(contactId);
  const asked = stored ? [...confirmations(stored.event).values()].flat() : [];
  const offered = asked.filter(({ scope }) => findPolicy(catalogue, scope));
  if (!gate || offered.length === 0) return { is: 'unknown' };
  const open = stillOpen(offered, gate);
  if (open.length === 0) return { is: 'void' };
  if (await isConfirmed(ledger, { contactId, seq })) return { is: 'confirmed' };
  return { is: clock.now() < expiresAt ? 'open' : 'expired', asked: open };
}

/**
 * The ceremony: what was asked for counts, with the withdrawals that were on record when it was asked. One that came
 * since has voided it, whenever it came.
 */
export async function confirm(
  { budgets, ledger, clock, catalogue }: ConfirmPorts,
  { contactId, seq }: { contactId: ContactId; seq: number },
  asked: readonly Asked[],
  evidence: Circumstances,
): Promise<'granted' | 'void'> {
  const requests = asked.flatMap((one): ConsentRequest[] => {
    const policy = findPolicy(catalogue, one.scope);
    if (!policy) return [];
    const { scope, shown, basis } = one;
    const { validityMonths } = policy.purpose;
    const tick = { scope, shown, doubleOptIn: true, validityMonths, coversTps: false };
    return [{ kind: 'grant', tick, saw: { basis, seq } }];
  });
  // First, since it does no harm alone: the link was mailed to nobody else.
  await budgets.forgive(contactId, 'confirmation');
  const { receipt } = await record(ledger, clock, {
    source: 'confirmation',
    parts: [{ contactId, matchId: null, requests }],
    evidence,
    caller: CONFIRMING,
    idempotencyKey: () => confirmationName({ contactId, seq }),
    bodyHash: '',
    isRemembered: true,
  });
  const outcomes = receipt.parts.flatMap((part) => part.outcomes);
  return outcomes.includes('granted') ? 'granted' : 'void';
}
