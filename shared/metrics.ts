import type { Channel } from '../events/scope.ts';
import type { Reason } from '../events/verdict.ts';
import type { Destination } from './domain/routing.ts';
import type { LeaveReason } from './pages/leave-form.ts';
import type { ServiceOutcome } from './service-messages/send-service-message.ts';

/** All that is measured. Dimensions are words from closed lists, so that no line can ever tell of a person. */
export type Metrics = {
  GateRefusals: { Channel: Channel; Reason: Reason };
  Sends: { Channel: Channel; Outcome: SendOutcome };
  /** Handed to senders outside. */
  Permits: { Channel: Channel };
  /** Messages that came to their end in the dead letters of their sender. */
  SendsGivenUp: Record<never, never>;
  ServiceMessages: { Channel: Channel; Outcome: ServiceOutcome };
  TimeToStop: { Destination: Destination };
  LeaveReasons: { Reason: LeaveReason };
  LedgerTampering: Record<never, never>;
};
export type MetricName = keyof Metrics;

export type SendOutcome = 'sent' | 'unknown' | 'reopened';

export type Measure = <N extends MetricName>(
  name: N,
  value: number,
  dimensions: Metrics[N],
) => void;

const UNITS: Record<MetricName, 'Count' | 'Milliseconds'> = {
  GateRefusals: 'Count',
  Sends: 'Count',
  Permits: 'Count',
  SendsGivenUp: 'Count',
  ServiceMessages: 'Count',
  TimeToStop: 'Milliseconds',
  LeaveReasons: 'Count',
  LedgerTampering: 'Count',
};

/** Where CloudWatch keeps the numbers of one deployment. */
export const metricsNamespace = (environment: string) => `PriorConsent/${environment}`;

/** Writes each value as a line of CloudWatch's embedded metric format, which Lambda's log turns into a metric. */
export function metricsOf(environment: string): Measure {
  return (name, value, dimensions) => {
    const declared = {
      Namespace: metricsNamespace(environment),
      Dimensions: [Object.keys(dimensions)],
      Metrics: [{ Name: name, Unit: UNITS[name] }],
    };
    const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [declared] };
    process.stdout.write(`${JSON.stringify({ _aws, ...dimensions, [name]: value })}\n`);
  };
}
