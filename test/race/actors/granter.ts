import type { ConsentRequest } from '../../../shared/domain/decide.ts';
import { record, type Submission } from '../../../shared/ledger/record.ts';
import type { GrantPlan } from '../scenario.ts';
import type { World } from '../world.ts';
import { isExpected } from './expected.ts';

const TIMEOUT_MS = 15_000;

/** A person posts the signup form, without double opt-in: a first grant counts at once. */
export function postForm(world: World, plan: GrantPlan, name: string): void {
  const { scheduler } = world;
  const environment = world.environment(name);
  const invoke = async () => {
    scheduler.begin(environment, scheduler.nowMs() + TIMEOUT_MS);
    try {
      const { outcome } = await recordGrant(world, plan);
      scheduler.note(name, `answered (${outcome})`);
    } catch (error) {
      scheduler.note(name, `failed: ${error}`);
      if (!isExpected(error)) world.surprises.push(error);
    }
    scheduler.end(environment);
  };
  scheduler.start(world.task(environment), invoke, plan.atMs);
}

/** Also for what was granted before the schedule began. */
export function recordGrant(world: World, { nonce, scopes }: Omit<GrantPlan, 'atMs'>) {
  const { database, system, contactId, logs, scheduler } = world;
  logs.grants.push({ step: scheduler.step(), scopes });
  const requests = scopes.map((scope): ConsentRequest => {
    const policy = { doubleOptIn: false, validityMonths: 24, coversTps: false };
    return { kind: 'grant', tick: { scope, shown, ...policy } };
  });
  const submission: Submission = {
    ...{ source: 'form', bodyHash: '' },
    parts: [{ contactId, matchId: contactId, requests }],
    caller: 'form:signup',
    idempotencyKey: () => `${contactId}.${nonce}`,
  };
  return record(system.ledger(database), world.clock(0), submission);
}

const shown = {
  formId: 'signup',
  noticeId: 'privacy.v1',
  wordingId: 'newsletter.v1',
  renderedHash: '0'.repeat(64),
  locale: 'en-GB',
};
