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

async function acknowledge(world: World, { token, cover }: WithdrawalPlan, by: string) {
  const { scheduler, database, system, contactId, random, logs, tally } = world;
  const drain = watchDrain(system.ledger(database), cover);
  const clock = world.clock(random.between(-MAX_SKEW_MS, MAX_SKEW_MS));
  const { outcome } = await system.withdraw(drain.store, clock, {
    ...{ source: 'one-click', caller: 'u', bodyHash: '' },
    parts: [
      {
        ...{ contactId, matchId: null },
        requests: [{ kind: 'withdraw', cover, reason: 'withdrawn' }],
      },
    ],
    idempotencyKey: (withdrawalsSeen) => `${contactId}.${token}#${withdrawalsSeen}`,
  });
  logs.acknowledgements.push({ step: scheduler.step(), atMs: scheduler.nowMs(), cover, by });
  scheduler.note(by, `ACKNOWLEDGED: ${cover} is withdrawn (${outcome})`);
  tally('withdrawals acknowledged');
  if (outcome === 'unchanged') tally('withdrawals that found nothing to do');
  if (drain.sawPermit()) tally('withdrawals that waited for a permit');
  if (drain.stillOpen()) tally('withdrawals that waited to the limit');
}

/** Looks over the drain's shoulder: every gate that is read after the last commit is one of its looks. */
function watchDrain(ledger: LedgerStore, cover: Cover) {
  let looks: number[] = [];
  const store: LedgerStore = {
    ...ledger,
    async readGate(contactId) {
      const gate = await ledger.readGate(contactId);
      const permits = Object.values(gate?.permits ?? {});
      looks.push(permits.filter(({ scope }) => includes(cover, scope)).length);
      return gate;
    },
    async commit(...args) {
      const result = await ledger.commit(...args);
      looks = [];
      return result;
    },
  };
  return {
    store,
    sawPermit: () => looks.some((open) => open > 0),
    stillOpen: () => (looks.at(-1) ?? 0) > 0,
  };
}
