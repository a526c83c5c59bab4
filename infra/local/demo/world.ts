import type { ConsentCli } from './consent-cli.ts';

/** What every step of the story can reach. */
export type World = {
  apiUrl: string;
  consoleUrl: string;
  /** The person's address: fresh each time, so that the story starts from nothing. */
  address: string;
  cli: ConsentCli;
};
