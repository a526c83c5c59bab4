// The company and its regulator are British: a day is theirs.
const TIME_ZONE = 'Europe/London';

/** `24 November 2026`, as the language writes it. */
export const dayIn = (locale: string, instant: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: TIME_ZONE }).format(
    new Date(instant),
  );

/** With the minute. */
export const minuteIn = (locale: string, instant: string): string =>
  new Intl.DateTimeFormat(locale, {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone: TIME_ZONE },
  }).format(new Date(instant));
