import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, type IConstruct } from 'constructs';
import { chunksOf } from '../shared/domain/chunks.ts';
import { ConsentApi } from './consent-api.ts';
import { ConsentFunction } from './consent-function.ts';
import type { Measured } from './measured.ts';
import { WorkQueue } from './work-queue.ts';

const WHOLE_ROW = 24;
const HALF_ROW = 12;
// CloudWatch shows no more in one.
const WIDGET_ALARMS = 100;
const PERIOD = Duration.minutes(5);

/** One picture of the deployment's health. It finds what there is to show, so that nothing new is forgotten. */
export class HealthDashboard extends Construct {
  constructor(scope: Construct, id: string, measured: Measured) {
    super(scope, id);
    const stack = Stack.of(this);
    const all = stack.node.findAll();
    new Dashboard(this, 'Dashboard', {
      dashboardName: stack.stackName,
      widgets: [
        alarmsOf(all),
        [
          graph(
            'Time to stop (worst, ms)',
            measured.timeToStop.map(({ worst, label }) => worst.with({ label })),
          ),
          graph('Gate refusals by reason', [measured.gateRefusalsByReason]),
        ],
        [
          graph('Sends by outcome', [measured.sendsByOutcome]),
          graph('Dead letters', deadLettersIn(all)),
        ],
        [
          graph('Stream age (ms)', streamAgesIn(all)),
          graph('Oldest message (s)', queueAgesIn(all)),
        ],
        [graph('HTTP', answersOf(all)), graph('Errors of functions', errorsIn(all))],
        [
          graph('Permits of other senders', [measured.permitsByChannel]),
          graph('The service’s own messages', [measured.serviceMessagesByOutcome]),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, width: HALF_ROW, period: PERIOD, leftYAxis: { min: 0 } });
}

function alarmsOf(all: IConstruct[]): IWidget[] {
  const known = all.filter((construct) => construct instanceof Alarm);
  return chunksOf(known, WIDGET_ALARMS).map(
    (alarms) => new AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE_ROW }),
  );
}

function deadLettersIn(all: IConstruct[]): IMetric[] {
  return queuesIn(all).map(({ node, deadLetters }) =>
    deadLetters.metricApproximateNumberOfMessagesVisible({ label: node.id, period: PERIOD }),
  );
}

function queueAgesIn(all: IConstruct[]): IMetric[] {
  return queuesIn(all).map(({ node, queue }) =>
    queue.metricApproximateAgeOfOldestMessage({ label: node.id, period: PERIOD }),
  );
}

function streamAgesIn(all: IConstruct[]): IMetric[] {
  return functionsIn(all)
    .filter(({ node }) => node.tryFindChild('StreamAge'))
    .map((fn) =>
      fn.metric('IteratorAge', { label: fn.node.id, statistic: 'Maximum', period: PERIOD }),
    );
}

function errorsIn(all: IConstruct[]): IMetric[] {
  return functionsIn(all).map((fn) => fn.metricErrors({ label: fn.node.id, period: PERIOD }));
}

function answersOf(all: IConstruct[]): IMetric[] {
  return all
    .filter((construct) => construct instanceof ConsentApi)
    .flatMap(({ api }) => [
      api.metricCount({ label: 'requests', statistic: 'Sum', period: PERIOD }),
      api.metricClientError({ label: '4xx', statistic: 'Sum', period: PERIOD }),
      api.metricServerError({ label: '5xx', statistic: 'Sum', period: PERIOD }),
    ]);
}

const queuesIn = (all: IConstruct[]) => all.filter((construct) => construct instanceof WorkQueue);
const functionsIn = (all: IConstruct[]) =>
  all.filter((construct) => construct instanceof ConsentFunction);
