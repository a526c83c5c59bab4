import type { ConsentRequest, Saw, Tick } from '../../../shared/domain/decide.ts';
import { type Recorded, record, type Submission } from '../../../shared/ledger/record.ts';
import type { GrantPlan, PagePlan } from '../scenario.ts';
import type { World } from '../world.ts';
import { isExpected } from './expected.ts';

const TIMEOUT_MS = 15_000;

/** A person posts the signup form, and confirms what they are asked to confirm. */
export function postForm(world: World, plan: GrantPlan, name: string): void {
  inFunction(world, name, plan.atMs, async () => {
    const { outcome, receipt } = await recordGrant(world, plan);
    const [part] = receipt.parts;
    world.scheduler.note(name, `answered (${outcome}: ${part?.outcomes.join(', ')})`);
    const askedStep = world.scheduler.step();
    const seq = part?.event?.seq;
    if (seq === undefined || !part?.outcomes.includes('pending')) return;
    world.tally('forms that have to be confirmed');
    confirmLater(world, plan, `${name}+`, { seq, askedStep });
  });
}

/** Also for what was granted before the schedule began. */
export function recordGrant(
  world: World,
  { nonce, contact, scopes, doubleOptIn }: Omit<GrantPlan, 'atMs' | 'confirmAfterMs'>,
): Promise<Recorded> {
  const { logs, scheduler } = world;
  if (!doubleOptIn) logs.grants.push({ step: scheduler.step(), contact, scopes });
  return submit(world, contact, nonce, {
    source: 'form',
    requests: scopes.map((scope) => ({ kind: 'grant', tick: tickOf(scope, doubleOptIn) })),
  });
}

type Asked = { seq: number; askedStep: number };

/** The confirmation link carries what the pending event says the person could see. */
function confirmLater(world: World, plan: GrantPlan, name: string, asked: Asked): void {
  const { scheduler, logs, contactIds, system, database } = world;
  const { contact, scopes, confirmAfterMs } = plan;
  inFunction(world, name, scheduler.nowMs() + confirmAfterMs, async () => {
    const events = await system.ledger(database).readEvents(contactIds[contact]);
    const pending = events.find(({ seq }) => seq === asked.seq);
    const requests = (pending?.changes ?? []).flatMap((change): ConsentRequest[] => {
      if (change.type !== 'ConsentRequested') return [];
      const saw: Saw = { basis: system.seenBy(change.basis), seq: asked.seq };
      return [{ kind: 'grant', tick: tickOf(change.scope, true), saw }];
    });
    logs.ceremonies.push({
      ...{ step: scheduler.step(), contact, scopes, askedStep: asked.askedStep },
    });
    const { receipt } = await submit(world, contact, `${plan.nonce}+`, {
      ...{ source: 'confirmation', requests },
    });
    const outcomes = receipt.parts.flatMap((part) => part.outcomes);
    scheduler.note(name, `answered (${outcomes.join(', ')})`);
    for (const outcome of outcomes) {
      if (outcome === 'granted') world.tally('confirmations that granted');
      if (outcome === 'withdrawal_stands')
        world.tally('confirmations that a withdrawal had voided');
    }
  });
}

/** A person opens their preferences, which show what stands, and says yes after a while. */
export function openPreferences(world: World, plan: PagePlan, name: string): void {
  const { scheduler, system, database, contactIds } = world;
  const { contact, nonce, scopes, thinksMs } = plan;
  inFunction(world, name, plan.atMs, async () => {
    const gate = await system.ledger(database).readGate(contactIds[contact]);
    // Served is what was read: a stop that was posted meanwhile may be on the page.
    const askedStep = scheduler.step();
    const { count: basis = 0, rev: seq = 0, heard = 0 } = gate ?? {};
    postLater(world, { contact, nonce, scopes, thinksMs }, `${name}+`, {
      saw: { basis, seq, heard },
      askedStep,
    });
  });
}

function postLater(
  world: World,
  { contact, nonce, scopes, thinksMs }: Omit<PagePlan, 'atMs'>,
  name: string,
  { saw, askedStep }: { saw: Saw; askedStep: number },
): void {
  const { scheduler, logs, tally } = world;
  inFunction(world, name, scheduler.nowMs() + thinksMs, async () => {
    logs.ceremonies.push({ step: scheduler.step(), contact, scopes, askedStep });
    const requests = scopes.map((scope) => ({
      kind: 'grant' as const,
      tick: tickOf(scope, true),
      saw,
    }));
    const { receipt } = await submit(world, contact, nonce, {
      ...{ source: 'preference-page', requests },
    });
    const outcomes = receipt.parts.flatMap((part) => part.outcomes);
    scheduler.note(name, `answered (${outcomes.join(', ')})`);
    for (const outcome of outcomes) {
      if (outcome === 'granted') tally('preferences that granted');
      if (outcome === 'withdrawal_stands') tally('preferences that a stop had voided');
    }
  });
}

function inFunction(world: World, name: string, atMs: number, work: () => Promise<void>): void {
  const { scheduler } = world;
  const environment = world.environment(name);
  const invoke = async () => {
    scheduler.begin(environment, scheduler.nowMs() + TIMEOUT_MS);
    try {
      await work();
    } catch (error) {
      scheduler.note(name, `failed: ${error}`);
      if (!isExpected(error)) world.surprises.push(error);
    }
    scheduler.end(environment);
  };
  scheduler.start(world.task(environment), invoke, atMs);
}

function submit(
  { system, database, contactIds, clock }: World,
  contact: GrantPlan['contact'],
  nonce: string,
  { source, requests }: Pick<Submission, 'source'> & { requests: ConsentRequest[] },
): Promise<Recorded> {
  const contactId = contactIds[contact];
  return record(system.ledger(database), clock(0), {
    ...{ source, bodyHash: '', caller: source },
    parts: [{ contactId, matchId: contactId, requests }],
    idempotencyKey: () => `${contactId}.${nonce}`,
  });
}

function tickOf(scope: Tick['scope'], doubleOptIn: boolean): Tick {
  return { scope, shown, doubleOptIn, validityMonths: 24, coversTps: false };
}

const shown = {
  formId: 'signup',
  noticeId: 'privacy.v1',
  wordingId: 'newsletter.v1',
  renderedHash: '0'.repeat(64),
  locale: 'en-GB',
};
