import type { Cover } from '../../../events/scope.ts';
import { includes } from '../../../shared/domain/scope.ts';
import type { LedgerStore } from '../../../shared/ledger/ledger-store.ts';
import type { Withdrawal } from '../../../shared/ledger/spoolable.ts';
import type { SpoolPorts } from '../../../shared/ledger/withdraw-or-spool.ts';
import type { Receipt } from '../logs.ts';
import type { WithdrawalPlan } from '../scenario.ts';
import { putIntoSpool } from '../spool.ts';
import type { World } from '../world.ts';
import { isExpected } from './expected.ts';

const TIMEOUT_MS = 25_000;
const MAX_SKEW_MS = 20_000;
/** A mail provider tries again after a while, and gives up at last. */
const MAX_POSTS = 3;
const AGAIN_AFTER_MS = [1_000, 60_000] as const;

/** A person's post reaches the unsubscribe function. Its answer leaves when `withdraw` returns. */
export function postWithdrawal(world: World, plan: WithdrawalPlan, name: string, post = 1): void {
  const { scheduler, tally, random } = world;
  const environment = world.environment(name);
  environment.onKill = () => tally('withdrawals unanswered');
  const invoke = async () => {
    scheduler.begin(environment, scheduler.nowMs() + TIMEOUT_MS);
    try {
      const answer = await stop(world, plan, name);
      if (answer === 503 && post < MAX_POSTS) {
        tally('withdrawals sent again by a mail provider');
        const atMs = scheduler.nowMs() + random.between(...AGAIN_AFTER_MS);
        postWithdrawal(world, { ...plan, atMs }, `${name}'`, post + 1);
      }
    } catch (error) {
      tally('withdrawals unanswered');
      scheduler.note(name, `failed: ${error}`);
      if (!isExpected(error)) world.surprises.push(error);
    }
    scheduler.end(environment);
  };
  scheduler.start(world.task(environment), invoke, plan.atMs);
}

async function stop(world: World, plan: WithdrawalPlan, by: string): Promise<200 | 202 | 503> {
  const { scheduler, database, system, random } = world;
  const drain = watchDrain(system.ledger(database), plan.cover);
  const spooled: Pick<Receipt, 'spooled' | 'spooledAtMs'>[] = [];
  const held: number[] = [];
  const store: LedgerStore = {
    ...drain.store,
    async addHold(...hold) {
      await drain.store.addHold(...hold);
      held.push(scheduler.nowMs());
    },
  };
  const ports: SpoolPorts = {
    clock: world.clock(random.between(-MAX_SKEW_MS, MAX_SKEW_MS)),
    ledger: () => store,
    async spool(message) {
      const one = await putIntoSpool(world, message);
      spooled.push({ spooled: one, spooledAtMs: scheduler.nowMs() });
    },
  };
  const postedStep = scheduler.step();
  const answer = await system.withdraw(ports, withdrawalOf(world, plan, by));
  const [receipt] = spooled;
  if (answer !== 'spooled' || system.acknowledgesSpooled) {
    const outcome = answer === 'spooled' ? answer : answer.outcome;
    acknowledge(world, plan, { by, postedStep, outcome });
    countDrain(world, outcome, drain);
    return 200;
  }
  if (receipt) {
    const isHeld = held.length === plan.contacts.length;
    receive(world, plan, {
      ...receipt,
      by,
      postedStep,
      heldAtMs: isHeld ? Math.max(...held) : null,
    });
  }
  return plan.isOneClick ? 503 : 202;
}

/** From a link, which may be pressed again after a new consent; or reported by a server, once, for ever. */
function withdrawalOf({ contactIds }: World, plan: WithdrawalPlan, by: string): Withdrawal {
  const { token, cover, contacts, isOneClick, isReported } = plan;
  const told: Pick<Withdrawal, 'source' | 'caller' | 'name' | 'repeatable' | 'isRemembered'> =
    isReported
      ? { source: 'api', caller: 'server', name: `${contactIds[0]}.${by}`, isRemembered: true }
      : {
          source: isOneClick ? 'one-click' : 'unsubscribe-page',
          ...{ caller: 'u', name: `${contactIds[0]}.${token}`, repeatable: true },
        };
  return {
    ...{ ...told, bodyHash: '' },
    parts: contacts.map((contact) => ({
      ...{ contactId: contactIds[contact], matchId: null },
      requests: [{ kind: 'withdraw', cover, reason: 'withdrawn' }],
    })),
  };
}

function acknowledge(
  { scheduler, logs, tally }: World,
  { contacts, cover }: WithdrawalPlan,
  { by, postedStep, outcome }: { by: string; postedStep: number; outcome: string },
): void {
  for (const contact of contacts) {
    logs.acknowledgements.push({
      ...{ kind: 'withdrawal', postedStep, step: scheduler.step(), atMs: scheduler.nowMs() },
      ...{ contact, cover, by, liftedStep: Number.POSITIVE_INFINITY },
    });
  }
  const where = contacts.join(' and ');
  scheduler.note(by, `ACKNOWLEDGED: ${cover} is withdrawn at ${where} (${outcome})`);
  tally('withdrawals acknowledged');
  if (contacts.length > 1) tally('withdrawals at two contact points');
}

function receive(
  { scheduler, logs, tally }: World,
  { contacts, cover }: WithdrawalPlan,
  receipt: Omit<Receipt, 'step' | 'contact' | 'cover'>,
): void {
  const step = scheduler.step();
  for (const contact of contacts) logs.receipts.push({ ...receipt, step, contact, cover });
  const isHeld = receipt.heldAtMs !== null;
  scheduler.note(
    receipt.by,
    `RECEIVED: ${cover} waits in the spool${isHeld ? ' and is held' : ''}`,
  );
  tally(isHeld ? 'withdrawals spooled and held' : 'withdrawals spooled only');
}

function countDrain({ tally }: World, outcome: string, drain: ReturnType<typeof watchDrain>): void {
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
