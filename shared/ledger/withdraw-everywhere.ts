import type { ContactId } from '../../events/scope.ts';
import { MAX_PARTS } from '../../events/spooled-withdrawal.ts';
import { chunksOf } from '../domain/chunks.ts';
import { isStoreFault } from '../dynamo.ts';
import { inTurn } from '../in-turn.ts';
import { log, traceOf } from '../log.ts';
import type { Part, Recorded } from './record.ts';
import type { Withdrawal } from './spoolable.ts';
import { type SpoolPorts, withdrawOrSpool } from './withdraw-or-spool.ts';

/** How many transactions go on at once: nobody waits for hundreds of linked contact points one by one. */
const WIDTH = 8;

export type EverywherePorts = SpoolPorts & {
  linkedContacts(contactId: ContactId): Promise<ContactId[]>;
};

/**
 * "Stop everything": also at every contact point that was ever named together with those of the submission, of
 * which only the ids are known. `spooled` if some of it waits in the spool. `links unknown`: its own contact
 * points are stopped or spooled, and it must be sent again for the others.
 */
export async function withdrawEverywhere(
  ports: EverywherePorts,
  withdrawal: Withdrawal,
): Promise<Recorded | 'spooled' | 'links unknown'> {
  const { name, parts } = withdrawal;
  const linked = await linkedParts(ports, parts);
  if (linked === 'unknown') {
    // Under a name of its own: the whole, sent again, must not pass for recorded.
    await withdrawOrSpool(ports, { ...withdrawal, name: `${name} without links` });
    return 'links unknown';
  }
  const [first = [], ...more] = chunksOf([...parts, ...linked], MAX_PARTS);
  const recorded = await withdrawOrSpool(ports, { ...withdrawal, parts: first });
  const others = await inTurn(more, WIDTH, (some, index) => {
    const place = `${name} from ${(index + 1) * MAX_PARTS}`;
    return withdrawOrSpool(ports, { ...withdrawal, parts: some, name: place });
  });
  return others.includes('spooled') ? 'spooled' : recorded;
}

async function linkedParts(
  { linkedContacts }: EverywherePorts,
  named: readonly Part[],
): Promise<Part[] | 'unknown'> {
  const own = new Set(named.map(({ contactId }) => contactId));
  try {
    const linked = await Promise.all(named.map(({ contactId }) => linkedContacts(contactId)));
    return [...new Set(linked.flat())]
      .filter((contactId) => !own.has(contactId))
      .map((contactId) => ({
        contactId,
        matchId: null,
        isLinked: true,
        requests: [{ kind: 'withdraw', cover: '*', reason: 'withdrawn' }],
      }));
  } catch (error) {
    if (!isStoreFault(error)) throw error;
    log('error', 'links not read', { error: traceOf(error) });
    return 'unknown';
  }
}
