import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Destination } from '../shared/domain/routing.ts';
import { type MetricName, metricsNamespace } from '../shared/metrics.ts';

/** What the functions measure themselves, as CloudWatch knows it. */
export type Measured = ReturnType<typeof measuredIn>;

const DESTINATIONS: Record<Destination, string> = {
  'suppression-list': 'suppression list',
  'email-sender': 'queue of the email sender',
  'sms-sender': 'queue of the SMS sender',
};

const PERIOD = Duration.minutes(5);

export function measuredIn(environment: string) {
  const namespace = metricsNamespace(environment);
  const metric = (
    metricName: MetricName,
    statistic: string,
    dimensionsMap?: Record<string, string>,
  ) =>
    new Metric({
      namespace,
      metricName,
      statistic,
      period: PERIOD,
      ...(dimensionsMap && { dimensionsMap }),
    });
  return {
    /** Per destination of news; its worst in five minutes. */
    timeToStop: Object.entries(DESTINATIONS).map(([Destination, label]) => ({
      destination: Destination,
      label,
      worst: metric('TimeToStop', 'Maximum', { Destination }),
    })),
    givenUp: metric('SendsGivenUp', 'Sum'),
    tampering: metric('LedgerTampering', 'Sum'),
    gateRefusalsByReason: everyOne(namespace, 'GateRefusals', ['Channel', 'Reason']),
    permitsByChannel: everyOne(namespace, 'Permits', ['Channel']),
    sendsByOutcome: everyOne(namespace, 'Sends', ['Channel', 'Outcome']),
    serviceMessagesByOutcome: everyOne(namespace, 'ServiceMessages', ['Channel', 'Outcome']),
  };
}

/** A line for each combination of dimensions that ever had a value: a new reason shows by itself. */
function everyOne(namespace: string, name: MetricName, dimensions: string[]): MathExpression {
  const search = `{"${namespace}",${dimensions.join(',')}} MetricName="${name}"`;
  return new MathExpression({
    expression: `SEARCH('${search}', 'Sum', ${PERIOD.toSeconds()})`,
    usingMetrics: {},
    label: '',
    period: PERIOD,
  });
}
