import * as z from 'zod';

/**
 * What became of one thing that a submission asked for. `withdrawal_stands`: a withdrawal is on record that
 * this cannot lift, and nothing was stored; `unchanged`: the ledger says so already; `expired`: it was given so
 * long ago that it counts no more, and nothing was stored.
 */
export const Outcome = z.enum([
  'granted',
  'pending',
  'withdrawn',
  'blocked',
  'screened',
  'unchanged',
  'withdrawal_stands',
  'expired',
  'not_permitted',
]);
export type Outcome = z.infer<typeof Outcome>;
