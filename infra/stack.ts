import { CfnOutput, Duration, Fn, Stack } from 'aws-cdk-lib';
import { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import type { Construct } from 'constructs';
import { catalogue } from '../shared/catalogue.ts';
import type { Form } from '../shared/domain/catalogue.ts';
import { SENDER_TIMEOUT_SECONDS } from '../shared/domain/drain.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { addClientFunctions, authorizeFunction } from './client-functions.ts';
import { ConsentApi } from './consent-api.ts';
import { Settings, settingsOf } from './environments.ts';
import { HealthDashboard } from './health-dashboard.ts';
import { measuredIn } from './measured.ts';
import { addNewsFunctions } from './news-functions.ts';
import type { Parts } from './parts.ts';
import { addPermitFunctions } from './permit-functions.ts';
import { addPersonFunctions, WITHDRAWING_TIMEOUT_SECONDS } from './person-functions.ts';
import { addPreferenceFunctions } from './preference-functions.ts';
import { refuseUnsafe } from './refuse-unsafe.ts';
import { SafetyAlarms } from './safety-alarms.ts';
import { addSenderFunctions } from './sender-functions.ts';
import { addServiceFunctions } from './service-functions.ts';
import { Stores } from './stores.ts';
import { type QueueLimits, WorkQueue } from './work-queue.ts';

const UPDATE_TIMEOUT_SECONDS = 15;
// The shortest that SES allows: what it has accepted arrives within this time or never.
const MAX_DELIVERY_SECONDS = 300;
// A campaign may take its time. After this long something stands still.
const SENDS_LATE_MINUTES = 12 * 60;

export type ConsentStackProps = {
  /** Names the deployment inside every token. */
  environment: string;
  settings: Settings;
};

/**
 * A lost claim, a crowd at the gate, the provider's rate and an outage send a message back to its queue: no
 * failures, so it may come back as often as SQS can count, once a minute for most of a day. Few at once, since
 * a provider takes only so many a second.
 */
const SENDING: QueueLimits = {
  maxReceives: 1_000,
  maxConcurrency: 5,
  lateMinutes: SENDS_LATE_MINUTES,
};

/** An outage is no failure of the message: at a try every two and a half minutes it may last for 40 hours. */
const SPOOLING: QueueLimits = { maxReceives: 1_000 };

/**
 * What is over a budget waits for the next hour, a minute at a time, until it is a day old and of no use. Somebody
 * sits and waits for it, so its queue is late far sooner than one of a campaign.
 */
const SERVING: QueueLimits = { ...SENDING, lateMinutes: 30 };

/** The whole service; where it deploys to is decided by the account and region at hand. */
export class ConsentStack extends Stack {
  constructor(scope: Construct, id: string, { environment, settings }: ConsentStackProps) {
    super(scope, id, { description: 'Prior Consent: nobody is contacted without prior consent' });
    const stores = new Stores(this, 'Stores');
    const origins = [...new Set(catalogue.forms.flatMap(pageOrigins))];
    const authorize = authorizeFunction(this, stores);
    const api = new ConsentApi(this, 'Api', { origins, authorize });
    const queue = (name: string, consumerTimeoutSeconds: number, limits?: QueueLimits) =>
      new WorkQueue(this, name, { consumerTimeoutSeconds, ...limits });
    const parts: Parts = {
      environment,
      settings,
      gateState: settings.gate,
      stores,
      suppressionUpdates: queue('SuppressionUpdates', UPDATE_TIMEOUT_SECONDS),
      emailUpdates: queue('EmailUpdates', UPDATE_TIMEOUT_SECONDS),
      smsUpdates: queue('SmsUpdates', UPDATE_TIMEOUT_SECONDS),
      emailSends: queue('EmailSends', SENDER_TIMEOUT_SECONDS, SENDING),
      smsSends: queue('SmsSends', SENDER_TIMEOUT_SECONDS, SENDING),
      serviceEmails: queue('ServiceEmails', SENDER_TIMEOUT_SECONDS, SERVING),
      serviceTexts: queue('ServiceTexts', SENDER_TIMEOUT_SECONDS, SERVING),
      withdrawalSpool: queue('WithdrawalSpool', WITHDRAWING_TIMEOUT_SECONDS, SPOOLING),
      configurationSet: new ConfigurationSet(this, 'MarketingEmail', {
        maxDeliveryDuration: Duration.seconds(MAX_DELIVERY_SECONDS),
      }),
      textConfigurationSet: new CfnConfigurationSet(this, 'MarketingTexts'),
      api,
    };
    addPersonFunctions(this, parts);
    addPreferenceFunctions(this, parts);
    addClientFunctions(this, parts);
    addPermitFunctions(this, parts);
    addNewsFunctions(this, parts);
    addSenderFunctions(this, parts);
    addServiceFunctions(this, parts);
    this.addOutputs(parts);

    const measured = measuredIn(environment);
    new SafetyAlarms(this, 'Safety', measured);
    new AlarmTopic(this, 'Alarms', { email: settings.alarmEmail }).hear(this);
    new HealthDashboard(this, 'Health', measured);
  }

  /** What the consent command reads to find this deployment. */
  private addOutputs({ stores, api, withdrawalSpool }: Parts): void {
    const queues = this.node.findAll().filter((part) => part instanceof WorkQueue);
    const values = {
      ApiUrl: api.url,
      LedgerTable: stores.ledger.tableName,
      GateTable: stores.gate.tableName,
      SuppressionTable: stores.suppression.tableName,
      OperationsTable: stores.operations.tableName,
      SendsTable: stores.sends.tableName,
      KeysTable: stores.keys.tableName,
      PepperSecret: stores.pepper.secretArn,
      LinkKeysSecret: stores.linkKeys.secretArn,
      QueueUrls: Fn.join(
        ' ',
        queues.map(({ queue }) => queue.queueUrl),
      ),
      DeadLetterQueueUrls: Fn.join(
        ' ',
        queues.map(({ deadLetters }) => deadLetters.queueUrl),
      ),
      SpoolUrls: Fn.join(' ', [
        withdrawalSpool.queue.queueUrl,
        withdrawalSpool.deadLetters.queueUrl,
      ]),
    };
    for (const [key, value] of Object.entries(values)) new CfnOutput(this, key, { value });
  }
}

/** The gateway cannot say `localhost, any port`; the form's door does. */
const pageOrigins = ({ origins, localhost }: Form) =>
  localhost ? [...origins, 'http://*'] : origins;

/** Adds one environment's stack to the app; throws for a name or a catalogue that it must not deploy. */
export function buildStack(app: Construct, environment: string): ConsentStack {
  const gate = app.node.tryGetContext('gate');
  const settings = Settings.parse({
    ...settingsOf(environment),
    ...(gate !== undefined && { gate }),
  });
  refuseUnsafe(environment, settings, catalogue);
  return new ConsentStack(app, `PriorConsent-${environment}`, { environment, settings });
}
