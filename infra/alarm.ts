import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/**
 * Rings when `metric` reaches `atLeast` in one of its periods. `means` is what the person reads who gets it
 * by email: what is wrong, and where to look. Whoever makes one need not connect it: the stack's topic hears all.
 */
export function addAlarm(
  scope: Construct,
  id: string,
  { metric, atLeast, means }: { metric: IMetric; atLeast: number; means: string },
): Alarm {
  return new Alarm(scope, id, {
    alarmName: `${Stack.of(scope).stackName}-${scope.node.id}-${id}`,
    alarmDescription: means,
    metric,
    threshold: atLeast,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
