import type { Cover, Scope } from '../../events/scope.ts';
import type { FaultName } from './faults.ts';
import type { Contact } from './logs.ts';
import { type Outage, type OutsidePlan, type SpoolRates, withOutages } from './outages.ts';
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
export type Message = { id: string; contact: Contact; scope: Scope; unrenderable?: boolean };

/** One invocation of the sender. The same message in two of them is a duplicate delivery. */
export type Delivery = { messages: readonly Message[]; atMs: number };

/** The same `token` twice is the same withdrawal repeated. */
export type WithdrawalPlan = {
  token: string;
  contacts: readonly Contact[];
  cover: Cover;
  /** Whether a mail provider posts it, which posts it again if it is told to. */
  isOneClick: boolean;
  /** Whether a server reports it, under a key of its own. */
  isReported: boolean;
  atMs: number;
};

export type GrantPlan = {
  nonce: string;
  contact: Contact;
  scopes: readonly Scope[];
  doubleOptIn: boolean;
  atMs: number;
  /** If it has to be confirmed, so long after the form was answered. */
  confirmAfterMs: number;
};

/** Somebody opens their preferences, thinks, and says yes to what the page shows. */
export type PagePlan = {
  nonce: string;
  contact: Contact;
  scopes: readonly Scope[];
  atMs: number;
  thinksMs: number;
};

/** `forMs`: for so long, once it is in force. */
export type HoldPlan = { contact: Contact; atMs: number; forMs: number };

/** Everything about a schedule but the interleaving. */
export type Scenario = {
  /** What is consented to before anything else begins. */
  granted: readonly { contact: Contact; scopes: readonly Scope[] }[];
  messages: readonly Message[];
  deliveries: readonly Delivery[];
  withdrawals: readonly WithdrawalPlan[];
  grants: readonly GrantPlan[];
  pages: readonly PagePlan[];
  holds: readonly HoldPlan[];
  outages: readonly Outage[];
  outside: readonly OutsidePlan[];
  spool: SpoolRates;
  provider: { refuses: number; inDoubt: number; slowestMs: number };
  mishaps: Mishaps;
  faults: FaultRates;
};

const NEWSLETTER: Scope = 'email.newsletter';
const OFFERS: Scope = 'email.offers';
const TEXTS: Scope = 'sms.newsletter';

/** A person with an email address (0) and a phone number (1), the second seldom of interest. */
const EMAIL = { contact: 0, scopes: [NEWSLETTER, OFFERS] } as const;
const PHONE = { contact: 1, scopes: [TEXTS] } as const;

export const scenarioOf = (seed: number): Scenario => withOutages(seed, fairScenarioOf(seed));

/** While the store is there, and everybody asks it through our own senders. */
function fairScenarioOf(seed: number): Scenario {
  const random = seededRandom(seed, 'scenario');
  const consentsAgain = random.chance(0.35);
  const messages = messagesOf(random);
  const late = { id: 'msg_late', contact: 0, scope: NEWSLETTER } as const;
  const deliveries = [
    ...deliveriesOf(messages, random),
    ...(consentsAgain ? [{ messages: [late], atMs: random.between(500, 30_000) }] : []),
  ];
  const grantedBefore = random.chance(0.85);
  const isFirst = !grantedBefore || random.chance(0.3);
  return {
    granted: grantedBefore ? [EMAIL, PHONE] : [],
    messages: consentsAgain ? [...messages, late] : messages,
    deliveries,
    withdrawals: withdrawalsOf(deliveries, random),
    grants: [
      ...(isFirst ? [grantOf('nonce_1', soon(random), random)] : []),
      ...(consentsAgain ? [grantOf('nonce_2', random.between(50, 13_000), random)] : []),
    ],
    pages: consentsAgain && random.chance(0.5) ? [pageOf(random)] : [],
    holds: random.chance(0.12) ? [holdOf(random)] : [],
    ...{ outages: [], outside: [], spool: { refuses: 0, repeats: 0, lags: 0 } },
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

function messagesOf(random: Random): Message[] {
  const first: Message = { id: 'msg_1', contact: 0, scope: NEWSLETTER };
  if (random.chance(0.5)) return [first];
  const second = random.pick<Omit<Message, 'id'>>(
    { contact: 0, scope: NEWSLETTER },
    { contact: 0, scope: OFFERS },
    { contact: 1, scope: TEXTS },
  );
  return [first, { id: 'msg_2', ...second }];
}

/** Two or three senders: all messages in one batch, or each on its own, and often one of them again. */
function deliveriesOf(messages: readonly Message[], random: Random): Delivery[] {
  const batches = random.chance(0.3) ? [messages] : messages.map((message) => [message]);
  const again = batches.length === 1 || random.chance(0.5) ? [messages.slice(0, 1)] : [];
  return [...batches, ...again].map((batch) => ({ messages: batch, atMs: soon(random) }));
}

/** One or two; the second may be the first repeated, at once or long after, when the person may have consented anew. */
function withdrawalsOf(deliveries: readonly Delivery[], random: Random): WithdrawalPlan[] {
  const stop = (token: string): WithdrawalPlan => {
    const atMs = around(deliveries, random);
    const isOneClick = token === 'token_1';
    if (random.chance(0.2)) {
      const contacts = random.pick<WithdrawalPlan['contacts']>([0, 1], [1, 0]);
      return { token, contacts, cover: '*', isOneClick, isReported: false, atMs };
    }
    const cover = random.pick<Cover>(NEWSLETTER, NEWSLETTER, 'email.*', '*', OFFERS);
    const isReported = !isOneClick && cover === NEWSLETTER;
    return { token, contacts: [0], cover, isOneClick, isReported, atMs };
  };
  const first = stop('token_1');
  if (random.chance(0.4)) return [first];
  if (random.chance(0.25)) return [first, { ...first, atMs: random.between(500, 25_000) }];
  if (random.chance(0.5)) return [first, { ...first, atMs: around(deliveries, random) }];
  return [first, stop('token_2')];
}

function grantOf(nonce: string, atMs: number, random: Random): GrantPlan {
  const confirmAfterMs = random.between(0, random.pick(50, 1_000, 12_000));
  const scopes = random.pick([NEWSLETTER], [NEWSLETTER, OFFERS]);
  return { nonce, contact: 0, scopes, doubleOptIn: random.chance(0.3), atMs, confirmAfterMs };
}

/** Around the time of a withdrawal that comes late, so that it often falls while somebody thinks. */
function pageOf(random: Random): PagePlan {
  const atMs = random.between(0, random.pick(50, 2_000, 13_000));
  const thinksMs = random.between(0, random.pick(50, 1_000, 12_000));
  return { nonce: 'page_1', contact: 0, scopes: [NEWSLETTER], atMs, thinksMs };
}

function holdOf(random: Random): HoldPlan {
  return { contact: 0, atMs: soon(random), forMs: random.between(0, 15_000) };
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
