import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import type { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import type { ConsentApi } from './consent-api.ts';
import type { Settings } from './environments.ts';
import type { Stores } from './stores.ts';
import type { WorkQueue } from './work-queue.ts';

/** What the functions are wired to. */
export type Parts = {
  environment: string;
  settings: Settings;
  /** Closed, the whole deployment permits nothing. */
  gateState: 'open' | 'closed';
  stores: Stores;
  /** News of a contact point's state, for the suppression list. */
  suppressionUpdates: WorkQueue;
  /** The same news, for the email sender's queued messages. */
  emailUpdates: WorkQueue;
  /** And for the SMS sender's. */
  smsUpdates: WorkQueue;
  /** One message to one recipient, waiting for its permit. */
  emailSends: WorkQueue;
  smsSends: WorkQueue;
  /** What the service itself writes to those who asked for it. */
  serviceEmails: WorkQueue;
  serviceTexts: WorkQueue;
  /** Withdrawals that came while the store was down. */
  withdrawalSpool: WorkQueue;
  configurationSet: ConfigurationSet;
  textConfigurationSet: CfnConfigurationSet;
  api: ConsentApi;
};
