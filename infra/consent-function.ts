import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import { addAlarm } from './alarm.ts';
import { handlerCode } from './handler-code.ts';

const DEFAULT_MEMORY_MEGABYTES = 512;
// Past this share of its timeout a function is about to be killed in the middle of its work.
const SLOW_SHARE_OF_TIMEOUT = 0.8;

export type ConsentFunctionProps<Env extends z.ZodObject> = {
  /** The handler's file, from the project root. */
  entry: `functions/${string}.ts`;
  /** The schema that the handler parses its environment with. */
  env: Env;
  environment: Record<keyof z.infer<NoInfer<Env>>, string>;
  timeoutSeconds: number;
  memoryMegabytes?: number;
  /** Environments that are kept for this function alone; it gets no more, and the others cannot take them. */
  reservedConcurrency?: number;
  grants: PolicyStatement[];
};

/** One file of functions/, bundled with all it imports, with exactly the variables its schema names. */
export class ConsentFunction<Env extends z.ZodObject = z.ZodObject> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ConsentFunctionProps<Env>) {
    super(scope, id, {
      code: handlerCode(scope, props.entry),
      handler: 'index.handler',
      description: props.entry,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes ?? DEFAULT_MEMORY_MEGABYTES,
      reservedConcurrentExecutions: props.reservedConcurrency,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      initialPolicy: props.grants,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    (this.node.defaultChild as CfnFunction).overrideLogicalId(id);
    this.addAlarms(props.timeoutSeconds);
  }

  private addAlarms(timeoutSeconds: number): void {
    const { id } = this.node;
    addAlarm(this, 'Errors', {
      metric: this.metricErrors(),
      atLeast: 1,
      means: `${id} has failed. Look into its log.`,
    });
    addAlarm(this, 'Throttles', {
      metric: this.metricThrottles(),
      atLeast: 1,
      means: `${id} was not let run: the account's concurrency, or what is reserved of it, is used up.`,
    });
    const slowSeconds = timeoutSeconds * SLOW_SHARE_OF_TIMEOUT;
    addAlarm(this, 'Slow', {
      metric: this.metricDuration({ statistic: 'Maximum' }),
      atLeast: slowSeconds * 1_000,
      means: `${id} ran over ${slowSeconds} s; at ${timeoutSeconds} s it is killed. Look at what it waits for.`,
    });
  }
}
