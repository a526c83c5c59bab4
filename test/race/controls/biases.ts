import type { GrantPlan, Scenario, WithdrawalPlan } from '../scenario.ts';

export const NO_FAULTS = { conflict: 0, lostAnswer: 0, lateRequest: 0, serverError: 0 };

/** Most senders pause between claim and call, often for longer than they may live. */
export function slowAtCall({ mishaps, ...scenario }: Scenario): Scenario {
  const atCall = { crash: 0, slow: 0.9 };
  return { ...scenario, mishaps: { ...mishaps, crash: 0, slow: 0, atCall } };
}

/** Batches of two, one of which fails at once while the other pauses before its call. */
export function oneFailsOneIsSlow(scenario: Scenario): Scenario {
  const scope = 'email.newsletter';
  const messages = [
    { id: 'msg_1', contact: 0, scope },
    { id: 'msg_2', contact: 0, scope, unrenderable: true },
  ] as const;
  const deliveries = [{ messages, atMs: 0 }];
  return { ...slowAtCall(scenario), messages, deliveries, faults: NO_FAULTS };
}

export function calm(scenario: Scenario): Scenario {
  const mishaps = { crash: 0, slow: 0, atCall: { crash: 0, slow: 0 }, haste: 0.05 };
  return { ...scenario, mishaps, faults: NO_FAULTS };
}

export const CONSENT: GrantPlan = {
  nonce: 'nonce_1',
  contact: 0,
  scopes: ['email.newsletter'],
  doubleOptIn: true,
  atMs: 1_000,
  confirmAfterMs: 1_000,
};
export const STOP: WithdrawalPlan = {
  ...{ token: 'token_1', contacts: [0], cover: '*', isOneClick: true, isReported: false, atMs: 0 },
};

/** Consented, stopped, consented again, stopped by the same link, and then a message. */
export function consentsInBetween(scenario: Scenario): Scenario {
  const { messages } = scenario;
  return {
    ...calm(scenario),
    deliveries: [{ messages, atMs: 8_000 }],
    grants: [CONSENT],
    withdrawals: [STOP, { ...STOP, atMs: 4_000 }],
    holds: [],
  };
}

/** Stopped; the preferences are opened, stopped once more, and then posted; and then a message. */
export function stopsWhileThinking(scenario: Scenario): Scenario {
  const page = { nonce: 'page_1', contact: 0, scopes: ['email.newsletter'] } as const;
  return {
    ...consentsInBetween(scenario),
    grants: [],
    pages: [{ ...page, atMs: 1_000, thinksMs: 3_000 }],
    withdrawals: [STOP, { ...STOP, atMs: 2_000 }],
  };
}

/** The same, but a server reports the second stop. */
export function reportsWhileThinking(scenario: Scenario): Scenario {
  const reported = { ...STOP, token: 'token_2', isOneClick: false, isReported: true, atMs: 2_000 };
  return { ...stopsWhileThinking(scenario), withdrawals: [STOP, reported] };
}

/** A consent is asked for, everything is stopped, and then it is confirmed. */
export function withdrawsInBetween(scenario: Scenario): Scenario {
  return {
    ...consentsInBetween(scenario),
    grants: [{ ...CONSENT, atMs: 0, confirmAfterMs: 3_000 }],
    withdrawals: [{ ...STOP, atMs: 1_000 }],
  };
}
