/** A message that the SES double has accepted, exactly as it was handed over. */
export type Mail = {
  id: string;
  at: Date;
  source: string;
  destinations: readonly string[];
  /** The whole MIME message. */
  raw: Buffer;
};

export type Mailbox = {
  deliver(mail: Mail): void;
  /** Newest first. */
  list(): readonly Mail[];
  find(id: string): Mail | undefined;
};

const KEPT_MAILS = 200;

export function mailbox(): Mailbox {
  const kept: Mail[] = [];
  return {
    deliver(mail) {
      kept.unshift(mail);
      kept.length = Math.min(kept.length, KEPT_MAILS);
    },
    list: () => kept,
    find: (id) => kept.find((mail) => mail.id === id),
  };
}
