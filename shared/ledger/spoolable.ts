import { v7 as uuidv7 } from 'uuid';
import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import type { ConsentRequest } from '../domain/decide.ts';
import type { Submission } from './record.ts';
import { spoolHold } from './spool-hold.ts';

/** A submission of withdrawals, and perhaps grants beside them, that can wait in a queue while the store is down. */
export type Withdrawal = Omit<Submission, 'idempotencyKey'> & {
  /** Its idempotency key. */
  name: string;
  /** Whether the same name may withdraw once more after a new consent, as an old link does. */
  repeatable?: boolean;
};

/** The submission as it is recorded now, its withdrawals alone, and the message that records these later. */
export function spoolable(withdrawal: Withdrawal) {
  const { name, repeatable = false, ...rest } = withdrawal;
  let lastKey: string | undefined;
  const submission: Submission = {
    ...rest,
    idempotencyKey: (withdrawalsSeen) => {
      lastKey = repeatable ? `${name}#${withdrawalsSeen}` : name;
      return lastKey;
    },
  };
  // Nothing was tried under a key that could not be made: then any will do that is this message's own.
  const unread = repeatable ? `${name}#${uuidv7()}` : name;
  const message = (): SpooledWithdrawal => {
    const { source, caller, bodyHash, parts } = rest;
    const key = lastKey ?? unread;
    // The whole submission may be sent again for its grants, and must not count as recorded then.
    const idempotencyKey = isWhole(rest) ? key : `${key}#withdrawals`;
    const hold = spoolHold(caller, name, key);
    const version = 1;
    return { version, source, caller, idempotencyKey, bodyHash, parts: spooledParts(parts), hold };
  };
  const alone = (): Submission => {
    const parts = rest.parts.filter(({ requests }) => requests.some(isWithdrawal));
    return {
      ...rest,
      parts: parts.map((part) => ({ ...part, requests: part.requests.filter(isWithdrawal) })),
      idempotencyKey: () => message().idempotencyKey,
    };
  };
  return { submission, alone, message };
}

export const isWhole = ({ parts }: Pick<Submission, 'parts'>) =>
  parts.every(({ requests }) => requests.every(isWithdrawal));

type WithdrawRequest = Extract<ConsentRequest, { kind: 'withdraw' }>;

const isWithdrawal = (request: ConsentRequest): request is WithdrawRequest =>
  request.kind === 'withdraw';

function spooledParts(parts: Submission['parts']): SpooledWithdrawal['parts'] {
  return parts.flatMap(({ contactId, matchId, requests }) => {
    const withdrawals = requests
      .filter(isWithdrawal)
      .map(({ cover, reason }) => ({ cover, reason }));
    return withdrawals.length > 0 ? [{ contactId, matchId, withdrawals }] : [];
  });
}

export function spooledSubmission(message: SpooledWithdrawal, key: string): Submission {
  const { source, caller, bodyHash, parts } = message;
  return {
    ...{ source, caller, bodyHash, idempotencyKey: () => key },
    parts: parts.map(({ contactId, matchId, withdrawals }) => ({
      ...{ contactId, matchId },
      requests: withdrawals.map((withdrawal) => ({ kind: 'withdraw', ...withdrawal })),
    })),
  };
}
