import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  type HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { addAlarm } from './alarm.ts';
import type { ConsentFunction } from './consent-function.ts';

const RATE_LIMIT_PER_SECOND = 1_000;
const BURST_LIMIT_REQUESTS = 2_000;
const PREFLIGHT_MAX_AGE_HOURS = 1;
const SERVER_ERRORS_IN_5_MINUTES = 5;

// Paths hold link tokens, and a caller's IP address is personal data: the route is logged instead.
const LOGGED_FIELDS = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

export type ConsentApiProps = {
  /** Web origins whose pages may call the API from a browser. */
  origins: string[];
  authorize: ConsentFunction;
};

/** The HTTP API: every route is either open to anyone or asks `authorize` for the caller's key. */
export class ConsentApi extends Construct {
  readonly url: string;
  readonly api: HttpApi;
  private readonly authorizer: HttpLambdaAuthorizer;

  constructor(scope: Construct, id: string, props: ConsentApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'HttpApi', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      ...(props.origins.length > 0 && { corsPreflight: corsFor(props.origins) }),
    });
    this.url = this.api.apiEndpoint;
    this.addDefaultStage();
    addAlarm(this, 'ServerErrors', {
      metric: this.api.metricServerError({ statistic: 'Sum' }),
      atLeast: SERVER_ERRORS_IN_5_MINUTES,
      means:
        'Callers were answered 5xx. The access log names the routes, the log of the function the cause.',
    });
    this.authorizer = new HttpLambdaAuthorizer('ApiKey', props.authorize, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      // A cached answer would be used for every route, also those the key has no scope for.
      resultsCacheTtl: Duration.seconds(0),
    });
  }

  addOpenRoute(methods: HttpMethod[], path: string, handler: ConsentFunction): void {
    const integration = new HttpLambdaIntegration(handler.node.id, handler);
    this.api.addRoutes({ methods, path, integration });
  }

  addKeyRoute(methods: HttpMethod[], path: string, handler: ConsentFunction): void {
    const integration = new HttpLambdaIntegration(handler.node.id, handler);
    this.api.addRoutes({ methods, path, integration, authorizer: this.authorizer });
  }

  private addDefaultStage(): void {
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'DefaultStage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: RATE_LIMIT_PER_SECOND, burstLimit: BURST_LIMIT_REQUESTS },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(LOGGED_FIELDS)),
      },
    });
  }
}

function corsFor(origins: string[]): CorsPreflightOptions {
  return {
    allowOrigins: origins,
    allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
    allowHeaders: ['content-type', 'idempotency-key'],
    maxAge: Duration.hours(PREFLIGHT_MAX_AGE_HOURS),
  };
}
