/** How much of a kind of message one contact point may be sent, whoever asks for it. */
export type Allowance = { most: number; withinMs: number; apartMs: number };

/** When the messages of the present allowance were sent, and what for, oldest first; what is forgiven counts no more. */
export type Spent = readonly { at: string; cause: string; forgiven?: true | undefined }[];

/** What is forgiven and older than this many is forgotten, so that an item of them stays small. */
const MAX_REMEMBERED = 20;

export type Spending =
  | { outcome: 'spent'; after: Spent }
  /** `repeated`: sent for this very cause. `exhausted`: no more for now. `too soon`: in a moment. */
  | { outcome: 'repeated' | 'exhausted' | 'too soon' };

/** Whether one more may go, for this cause; pure. */
export function spend(spent: Spent, cause: string, now: Date, allowance: Allowance): Spending {
  const since = now.getTime() - allowance.withinMs;
  const recent = spent.filter(({ at }) => Date.parse(at) > since).slice(-MAX_REMEMBERED);
  if (recent.some((one) => one.cause === cause)) return { outcome: 'repeated' };
  const counted = recent.filter(({ forgiven }) => !forgiven);
  if (counted.length >= allowance.most) return { outcome: 'exhausted' };
  const last = recent.at(-1);
  if (last && now.getTime() - Date.parse(last.at) < allowance.apartMs) {
    return { outcome: 'too soon' };
  }
  return { outcome: 'spent', after: [...recent, { at: now.toISOString(), cause }] };
}

/** Whoever answers is written to afresh, though never twice for one cause. */
export function forgive(spent: Spent): Spent {
  return spent.map(({ at, cause }) => ({ at, cause, forgiven: true }));
}
