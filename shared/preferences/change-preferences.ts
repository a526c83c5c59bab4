import { createHash } from 'node:crypto';
import type { Circumstances } from '../../events/evidence.ts';
import type { Gate } from '../../events/gate.ts';
import type { Outcome } from '../../events/outcome.ts';
import type { ContactId, Scope } from '../../events/scope.ts';
import { MAX_PARTS } from '../../events/spooled-withdrawal.ts';
import { chunksOf } from '../domain/chunks.ts';
import type { ConsentRequest, Saw, Tick } from '../domain/decide.ts';
import { inTurn } from '../in-turn.ts';
import type { Withdrawal } from '../ledger/spoolable.ts';
import { type EverywherePorts, withdrawEverywhere } from '../ledger/withdraw-everywhere.ts';
import { withdrawOrSpool } from '../ledger/withdraw-or-spool.ts';

const WIDTH = 8;
const LOOK_LIMIT_MS = 2_000;

/**
 * What became of one tick. `void`: a stop came after the page was served. `stale`: the page or its link was too old
 * to say yes on. `received`: it waits in the spool, and is not in force yet. `lost`: a yes beside one of these.
 * `objected`: in force at every linked postal address, and there may be none.
 */
export type Became =
  | 'stopped'
  | 'already stopped'
  | 'started'
  | 'already started'
  | 'void'
  | 'stale'
  | 'received'
  | 'lost'
  | 'objected';

export type Line = { scope: Scope; became: Became };

/** Whose page it is, how its submissions are named, and from where it was posted. */
export type Page = { contactId: ContactId; name: string; evidence: Circumstances };

/**
 * Records what was ticked at the page's own contact point, each tick one request. Stops go through whatever the page
 * knew; `ticks` must hold only what the page may grant by what it has shown, `saw`.
 */
export async function changeOwn(
  ports: EverywherePorts,
  page: Page,
  off: readonly Scope[],
  yes: { ticks: readonly Tick[]; saw: Saw },
): Promise<Line[]> {
  const requests: ConsentRequest[] = [
    ...off.map((cover) => ({ kind: 'withdraw', cover, reason: 'withdrawn' }) as const),
    ...yes.ticks.map((tick) => ({ kind: 'grant', tick, saw: yes.saw }) as const),
  ];
  if (requests.length === 0) return [];
  const { contactId } = page;
  const recorded = await withdrawOrSpool(ports, {
    ...submissionOf(page, [off, yes]),
    parts: [{ contactId, matchId: null, requests }],
  });
  const outcomes = recorded === 'spooled' ? 'spooled' : (recorded.receipt.parts[0]?.outcomes ?? []);
  return requests.flatMap((request, index): Line[] => {
    if (request.kind === 'withdraw') {
      const scope = request.cover as Scope;
      return [{ scope, became: outcomes === 'spooled' ? 'received' : stopOf(outcomes[index]) }];
    }
    if (request.kind !== 'grant') return [];
    const { scope } = request.tick;
    return [{ scope, became: outcomes === 'spooled' ? 'lost' : startOf(outcomes[index]) }];
  });
}

const stopOf = (outcome: Outcome | undefined): Became =>
  outcome === 'unchanged' ? 'already stopped' : 'stopped';

const startOf = (outcome: Outcome | undefined): Became =>
  outcome === 'granted' ? 'started' : 'void';

/**
 * "Do not post me", at every postal address that was ever given together with this contact point. How it stands
 * there is not told, nor whether there is any: the link proves control of no letter box.
 */
export async function objectToPost(
  ports: EverywherePorts,
  page: Page,
  scopes: readonly Scope[],
): Promise<Line[]> {
  if (scopes.length === 0) return [];
  const linked = await ports.linkedContacts(page.contactId);
  const store = ports.ledger(AbortSignal.timeout(LOOK_LIMIT_MS));
  const gates = await inTurn(linked, WIDTH, (contactId) => store.readGate(contactId));
  const postal = gates.flatMap((gate) => (gate && isPostal(gate) ? gate.contactId : []));
  const parts = postal.map((contactId) => ({
    ...{ contactId, matchId: null, isLinked: true },
    requests: scopes.map((cover) => ({ kind: 'withdraw', cover, reason: 'objected' }) as const),
  }));
  const chunks = chunksOf(parts, MAX_PARTS);
  const recorded = await inTurn(chunks, WIDTH, (some, index) =>
    withdrawOrSpool(ports, { ...submissionOf(page, ['post', index, scopes]), parts: some }),
  );
  const became = recorded.includes('spooled') ? 'received' : 'objected';
  return scopes.map((scope) => ({ scope, became }));
}

/** Which kind of address an id stands for is told by nothing but what is on record of it. */
function isPostal({ epochs, grants, requests }: Gate): boolean {
  return [epochs, grants, requests].flatMap(Object.keys).some((key) => key.startsWith('post.'));
}

export function stopEverything(ports: EverywherePorts, page: Page) {
  const { contactId } = page;
  return withdrawEverywhere(ports, {
    ...submissionOf(page, ['everything']),
    parts: [
      {
        ...{ contactId, matchId: null },
        requests: [{ kind: 'withdraw', cover: '*', reason: 'withdrawn' }],
      },
    ],
  });
}

/** Named after what was ticked and the withdrawals seen: sent twice it counts once, and again after a new consent. */
function submissionOf({ name, evidence }: Page, what: unknown): Omit<Withdrawal, 'parts'> {
  return {
    ...{ source: 'preference-page', caller: 'p', bodyHash: '', repeatable: true, evidence },
    name: createHash('sha256')
      .update(`${name} ${JSON.stringify(what)}`)
      .digest('base64url'),
  };
}
