const HOUR_MS = 60 * 60 * 1_000;
const RADIX = 36;
const HOUR = /^[0-9a-z]{1,9}$/;

/** A time in few characters, as a link carries it: the end of its hour. */
export const hourField = (expiresAt: Date): string =>
  Math.ceil(expiresAt.getTime() / HOUR_MS).toString(RADIX);

export const readHour = (field: string): Date | null =>
  HOUR.test(field) ? new Date(Number.parseInt(field, RADIX) * HOUR_MS) : null;
