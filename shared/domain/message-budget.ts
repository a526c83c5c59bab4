/** How much of a kind of message one contact point may be sent, whoever asks for it. */
export type Allowance = { most: number; withinMs: number; apartMs: number };

/** When the messages of the present allowance were sent, and what for, oldest first. */
export type Spent = readonly { at: string; cause: string }[];

export type Spending =
  | { outcome: 'spent'; after: Spent }
  /** `repeated`: sent for this very cause. `exhausted`: no more for now. `too soon`: in a moment. */
  | { outcome: 'repeated' | 'exhausted' | 'too soon' };

/** Whether one more may go, for this cause; pure. */
export function spend(spent: Spent, cause: string, now: Date, allowance: Allowance): Spending {
  const since = now.getTime() - allowance.withinMs;
  const counted = spent.filter(({ at }) => Date.parse(at) > since);
  if (counted.some((one) => one.cause === cause)) return { outcome: 'repeated' };
  if (counted.length >= allowance.most) return { outcome: 'exhausted' };
  const last = counted.at(-1);
  if (last && now.getTime() - Date.parse(last.at) < allowance.apartMs) {
    return { outcome: 'too soon' };
  }
  return { outcome: 'spent', after: [...counted, { at: now.toISOString(), cause }] };
}
