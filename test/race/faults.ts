import {
  InternalServerError,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import type { Counted } from './tally.ts';

/** One DynamoDB call on its way. */
export type Call<T> = {
  isWrite: boolean;
  /** How many actions it has, if it is a transaction; else 0. */
  actions: number;
  send(): Promise<T>;
  /** Lets it arrive at some later time, with nobody waiting for the answer. */
  sendLater(): void;
};

/** One thing that can happen to a call, instead of an answer. Always throws what the SDK would. */
export type Fault = {
  counted: Counted;
  writesOnly: boolean;
  strike<T>(call: Call<T>): Promise<never>;
};

export type FaultName = 'conflict' | 'lostAnswer' | 'lateRequest' | 'serverError';

export const faults: Record<FaultName, Fault> = {
  /** Two transactions on one item: the engine never raises it, the service does. */
  conflict: {
    counted: 'transaction conflicts',
    writesOnly: true,
    strike: async ({ actions }) => {
      throw injected(actions > 0 ? cancelled(actions) : new TransactionConflictException(ANSWER));
    },
  },
  /** It is written, and the caller hears nothing. */
  lostAnswer: {
    counted: 'lost answers',
    writesOnly: true,
    strike: async (call) => {
      await call.send();
      throw lostConnection();
    },
  },
  /** The caller has given up on it when it arrives. */
  lateRequest: {
    counted: 'late requests',
    writesOnly: true,
    strike: async (call) => {
      call.sendLater();
      throw lostConnection();
    },
  },
  /** It never arrives. */
  serverError: {
    counted: 'server errors',
    writesOnly: false,
    strike: async () => {
      throw unavailable();
    },
  },
};

/** Whether the harness made this error, and it is not a finding. */
export const isInjected = (error: unknown) => typeof error === 'object' && made.has(error ?? made);

const made = new WeakSet<object>();

export function injected<E extends Error>(error: E): E {
  made.add(error);
  return error;
}

/** The other side is away, or says that it is. */
export const unavailable = () =>
  injected(new InternalServerError({ ...ANSWER, $metadata: { httpStatusCode: 500 } }));

/** Nobody knows whether it arrived. */
export const lostConnection = () => injected(hungUp());

const ANSWER = { message: 'injected', $metadata: { httpStatusCode: 400 } };

function cancelled(actions: number): TransactionCanceledException {
  const reasons = Array.from({ length: actions }, (_, index) => ({
    Code: index === actions - 1 ? 'TransactionConflict' : 'None',
  }));
  return new TransactionCanceledException({ ...ANSWER, CancellationReasons: reasons });
}

function hungUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}
