/** A text that the SMS double has accepted, exactly as it was handed over. */
export type ReceivedText = {
  id: string;
  at: Date;
  from: string;
  to: string;
  body: string;
  /** How many parts it would be charged as. */
  segments: number;
};

/** Every phone there is. */
export type Handset = {
  deliver(text: ReceivedText): void;
  /** Newest first. */
  list(): readonly ReceivedText[];
};

const KEPT_TEXTS = 200;

export function handset(): Handset {
  const kept: ReceivedText[] = [];
  return {
    deliver(text) {
      kept.unshift(text);
      kept.length = Math.min(kept.length, KEPT_TEXTS);
    },
    list: () => kept,
  };
}
