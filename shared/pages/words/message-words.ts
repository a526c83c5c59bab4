/** What the service itself writes to people, who asked for it. */
export type MessageWords = {
  confirm: {
    subject(controller: string): string;
    greeting: string;
    youAsked(controller: string): string;
    button: string;
    validDays(days: number): string;
    ifNot: string;
    why(controller: string): string;
    /** Of letters that every phone knows, and short: 160 of them are one text. */
    text(sender: string, url: string, days: number): string;
  };
  preferences: {
    subject(controller: string): string;
    greeting: string;
    youAsked(controller: string): string;
    button: string;
    validHours(hours: number): string;
    ifNot: string;
    why(controller: string): string;
    text(sender: string, url: string, hours: number): string;
  };
};
