import type { ConfirmLink } from '../domain/confirm-link.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { submissionId } from '../ledger/submission-id.ts';

type Request = Pick<ConfirmLink, 'contactId' | 'seq'>;

/** Who submits a confirmation; together with the request it names the one submission there can be. */
export const CONFIRMING = 'confirm';

export const confirmationName = ({ contactId, seq }: Request) => `${contactId} ${seq}`;

export async function isConfirmed(
  ledger: Pick<LedgerStore, 'findSubmission'>,
  request: Request,
): Promise<boolean> {
  const id = submissionId(CONFIRMING, confirmationName(request));
  return (await ledger.findSubmission(id)) !== undefined;
}
