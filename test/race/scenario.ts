import type { Cover, Scope } from '../../events/scope.ts';
import type { FaultName } from './faults.ts';
import { type Random, seededRandom } from './random.ts';

/** How often things go wrong. */
export type Mishaps = {
  /** Of an environment: it stops for good at one of its first steps, and is killed at its timeout. */
  crash: number;
  slow: number;
  /** The same between a claim and its provider call. */
  atCall: { crash: number; slow: number };
  /** How readily time passes although somebody could go on. */
  haste: number;
};

export type FaultRates = Record<FaultName, number>;

/** `unrenderable`: every attempt at it fails before its claim. */
export type Message = { id: string; scope: Scope; unrenderable?: boolean };

/** One invocation of the sender. The same message in two of them is a duplicate delivery. */
export type Delivery = { messages: readonly Message[]; atMs: number };

/** The same `token` twice is the same withdrawal repeated. */
export type WithdrawalPlan = { token: string; cover: Cover; atMs: number };

export type GrantPlan = { nonce: string; scopes: readonly Scope[]; atMs: number };

/** Everything about a schedule but the interleaving. */
export type Scenario = {
  /** The scopes consented to before anything else begins. */
  granted: readonly Scope[];
  messages: readonly Message[];
  deliveries: readonly Delivery[];
  withdrawals: readonly WithdrawalPlan[];
  grants: readonly GrantPlan[];
  provider: { refuses: number; inDoubt: number; slowestMs: number };
  mishaps: Mishaps;
  faults: FaultRates;
};

const NEWSLETTER: Scope = 'email.newsletter';
const OFFERS: Scope = 'email.offers';

export function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed, 'scenario');
  const messages = random.chance(0.5)
    ? [{ id: 'msg_1', scope: NEWSLETTER }]
    : [
        { id: 'msg_1', scope: NEWSLETTER },
        { id: 'msg_2', scope: random.pick(NEWSLETTER, OFFERS) },
      ];
  const deliveries = deliveriesOf(messages, random);
  const grantedBefore = random.chance(0.85);
  return {
    granted: grantedBefore ? [NEWSLETTER, OFFERS] : [],
    messages,
    deliveries,
    withdrawals: withdrawalsOf(deliveries, random),
    grants: !grantedBefore || random.chance(0.3) ? [grantOf(random)] : [],
    provider: {
      refuses: random.pick(0, 0.2, 0.6),
      inDoubt: random.pick(0, 0.2),
      slowestMs: random.pick(50, 500, 4_000),
    },
    mishaps: {
      crash: random.pick(0, 0, 0.1, 0.3),
      slow: random.pick(0, 0.02, 0.05),
      atCall: { crash: random.pick(0, 0, 0.3), slow: random.pick(0, 0.5, 0.9) },
      haste: random.pick(0.01, 0.05, 0.3),
    },
    faults: {
      conflict: random.pick(0, 0.05, 0.2),
      lostAnswer: random.pick(0, 0.05, 0.15),
      lateRequest: random.pick(0, 0, 0.1),
      serverError: random.pick(0, 0, 0.05),
    },
  };
}

/** Two or three senders: all messages in one batch, or each on its own, and often one of them again. */
function deliveriesOf(messages: readonly Message[], random: Random): Delivery[] {
  const batches = random.chance(0.3) ? [messages] : messages.map((message) => [message]);
  const again = batches.length === 1 || random.chance(0.5) ? [messages.slice(0, 1)] : [];
  return [...batches, ...again].map((batch) => ({ messages: batch, atMs: soon(random) }));
}

function withdrawalsOf(deliveries: readonly Delivery[], random: Random): WithdrawalPlan[] {
  const cover = () => random.pick<Cover>(NEWSLETTER, NEWSLETTER, 'email.*', '*', OFFERS);
  const first = { token: 'token_1', cover: cover(), atMs: around(deliveries, random) };
  if (random.chance(0.4)) return [first];
  if (random.chance(0.5)) return [first, { ...first, atMs: around(deliveries, random) }];
  return [first, { token: 'token_2', cover: cover(), atMs: around(deliveries, random) }];
}

function grantOf(random: Random): GrantPlan {
  return {
    nonce: 'nonce_1',
    scopes: random.pick([NEWSLETTER], [NEWSLETTER, OFFERS]),
    atMs: soon(random),
  };
}

/** Mostly around the moment when the first sender claims. */
function around(deliveries: readonly Delivery[], random: Random): number {
  if (random.chance(0.2)) return soon(random);
  const first = Math.min(...deliveries.map(({ atMs }) => atMs));
  return Math.max(0, first + random.between(-5, 60));
}

/** Mostly at once, so that they meet; sometimes while another waits or is about to be killed. */
function soon(random: Random): number {
  return random.between(0, random.pick(0, 20, 20, 20, 20, 500, 500, 12_000));
}
