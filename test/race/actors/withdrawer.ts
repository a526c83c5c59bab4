import type { Cover } from '../../../events/scope.ts';
import { includes } from '../../../shared/domain/scope.ts';
import type { LedgerStore } from '../../../shared/ledger/ledger-store.ts';
import type { WithdrawalPlan } from '../scenario.ts';
import type { World } from '../world.ts';
import { isExpected } from './expected.ts';

const TIMEOUT_MS = 25_000;
const MAX_SKEW_MS = 20_000;

/** A person's one-click post reaches the unsubscribe function. Its 200 leaves when `withdraw` returns. */
export function postWithdrawal(world: World, plan: WithdrawalPlan, name: string): void {
  const { scheduler, tally } = world;
  const environment = world.environment(name);
  environment.onKill = () => tally('withdrawals unanswered');
  const invoke = async () => {
    scheduler.begin(environment, scheduler.nowMs() + TIMEOUT_MS);
    try {
      await acknowledge(world, plan, name);
    } catch (error) {
      tally('withdrawals unanswered');
      scheduler.note(name, `failed: ${error}`);
      if (!isExpected(error)) world.surprises.push(error);
    }
    scheduler.end(environment);
  };
  scheduler.start(world.task(environment), invoke, plan.atMs);
}

async function acknowledge(world: World, plan: WithdrawalPlan, by: string) {
  const { scheduler, database, system, contactIds, random, logs, tally } = world;
  const { token, cover, contacts } = plan;
  const drain = watchDrain(system.ledger(database), cover);
  const clock = world.clock(random.between(-MAX_SKEW_MS, MAX_SKEW_MS));
  const postedStep = scheduler.step();
  const { outcome } = await system.withdraw(drain.store, clock, {
    ...{ source: 'one-click', caller: 'u', bodyHash: '' },
    parts: contacts.map((contact) => ({
      ...{ contactId: contactIds[contact], matchId: null },
      requests: [{ kind: 'withdraw', cover, reason: 'withdrawn' }],
    })),
    idempotencyKey: (withdrawalsSeen) => `${contactIds[0]}.${token}#${withdrawalsSeen}`,
  });
  for (const contact of contacts) {
    logs.acknowledgements.push({
      ...{ kind: 'withdrawal', postedStep, step: scheduler.step(), atMs: scheduler.nowMs() },
      ...{ contact, cover, by, liftedStep: Number.POSITIVE_INFINITY },
    });
  }
  scheduler.note(
    by,
    `ACKNOWLEDGED: ${cover} is withdrawn at ${contacts.join(' and ')} (${outcome})`,
  );
  tally('withdrawals acknowledged');
  if (contacts.length > 1) tally('withdrawals at two contact points');
  if (outcome === 'unchanged') tally('withdrawals that found nothing to do');
  if (drain.sawPermit()) tally('withdrawals that waited for a permit');
  if (drain.stillOpen()) tally('withdrawals that waited to the limit');
}

/** Looks over the drain's shoulder: every gate that is read after the last commit is one of its looks. */
function watchDrain(ledger: LedgerStore, cover: Cover) {
  const looks = new Map<string, number[]>();
  const store: LedgerStore = {
    ...ledger,
    async readGate(contactId) {
      const gate = await ledger.readGate(contactId);
      const permits = Object.values(gate?.permits ?? {});
      const open = permits.filter(({ scope }) => includes(cover, scope)).length;
      looks.set(contactId, [...(looks.get(contactId) ?? []), open]);
      return gate;
    },
    async commit(...args) {
      const result = await ledger.commit(...args);
      looks.clear();
      return result;
    },
  };
  const all = () => [...looks.values()];
  return {
    store,
    sawPermit: () => all().some((contact) => contact.some((open) => open > 0)),
    stillOpen: () => all().some((contact) => (contact.at(-1) ?? 0) > 0),
  };
}
