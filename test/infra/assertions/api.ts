import { expect } from '@jest/globals';
import { catalogue } from '../../../shared/catalogue.ts';
import { type Deployed, named, propertiesOf } from '../template.ts';
import { type Assertion, first } from './assertion.ts';

const routesOf = (template: Deployed) =>
  Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Route'));
const stageOf = (template: Deployed) =>
  first(Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Stage')));
const authorizerOf = (template: Deployed) =>
  first(Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Authorizer')));
const corsOf = (template: Deployed) =>
  first(Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Api'))).CorsConfiguration;

/** What a log line of a request may hold: no path, since it holds tokens, and nothing of the caller. */
const LOGGABLE = [
  '$context.requestId',
  '$context.requestTime',
  '$context.routeKey',
  '$context.status',
  '$context.responseLatency',
  '$context.error.message',
  '$context.authorizer.error',
  '$context.integrationErrorMessage',
];

export const API: readonly Assertion[] = [
  {
    says: 'these routes are open to anyone, and no others',
    holds(template) {
      const open = routesOf(template).filter(
        ({ AuthorizationType }) => AuthorizationType !== 'CUSTOM',
      );
      expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual([
        'GET /c/{token+}',
        'GET /p',
        'GET /p/{token+}',
        'GET /u/{token+}',
        'GET /v1/forms/{formId}',
        'GET /v1/forms/{formId}/embed',
        'HEAD /c/{token+}',
        'HEAD /p',
        'HEAD /p/{token+}',
        'HEAD /u/{token+}',
        'OPTIONS /c/{token+}',
        'OPTIONS /p',
        'OPTIONS /p/{token+}',
        'OPTIONS /u/{token+}',
        'POST /c/{token+}',
        'POST /p',
        'POST /p/{token+}',
        'POST /u/{token+}',
        'POST /v1/forms/{formId}/consents',
      ]);
    },
    broken(template) {
      const checks = first(routesOf(template), ({ RouteKey }) => RouteKey === 'POST /v1/checks');
      checks.AuthorizationType = 'NONE';
      delete checks.AuthorizerId;
    },
  },
  {
    says: 'every other route asks the one function that knows the keys',
    holds(template) {
      const [authorizer] = Object.keys(propertiesOf(template, 'AWS::ApiGatewayV2::Authorizer'));
      for (const route of routesOf(template)) {
        if (route.AuthorizationType === 'CUSTOM') {
          expect(named(route.AuthorizerId ?? 'none')).toBe(authorizer);
        }
      }
      expect(named(authorizerOf(template).AuthorizerUri)).toContain('/functions/Authorize/');
    },
    broken(template) {
      const route = first(
        routesOf(template),
        ({ AuthorizationType }) => AuthorizationType === 'CUSTOM',
      );
      delete route.AuthorizerId;
    },
  },
  {
    says: 'an answer about a key is never kept for another route',
    holds(template) {
      expect(authorizerOf(template)).toMatchObject({
        AuthorizerResultTtlInSeconds: 0,
        EnableSimpleResponses: true,
        AuthorizerPayloadFormatVersion: '2.0',
        IdentitySource: ['$request.header.Authorization'],
      });
    },
    broken(template) {
      authorizerOf(template).AuthorizerResultTtlInSeconds = 300;
    },
  },
  {
    says: 'browsers may call it from the catalogue’s origins only (and those of a form for development), and never with cookies',
    holds(template) {
      const origins = new Set(
        catalogue.forms.flatMap(({ origins, localhost }) =>
          localhost ? [...origins, 'http://*'] : origins,
        ),
      );
      expect(new Set(corsOf(template).AllowOrigins)).toEqual(origins);
      expect(corsOf(template).AllowCredentials).toBeUndefined();
    },
    broken(template) {
      corsOf(template).AllowOrigins.push('*');
    },
  },
  {
    says: 'the API is throttled',
    holds(template) {
      const { DefaultRouteSettings } = stageOf(template);
      expect(DefaultRouteSettings?.ThrottlingRateLimit).toBeGreaterThan(0);
      expect(DefaultRouteSettings?.ThrottlingBurstLimit).toBeGreaterThan(0);
    },
    broken(template) {
      delete stageOf(template).DefaultRouteSettings;
    },
  },
  {
    says: 'every request leaves a line in a log, which holds neither paths nor addresses',
    holds(template) {
      const { DestinationArn, Format } = stageOf(template).AccessLogSettings;
      const groups = propertiesOf(template, 'AWS::Logs::LogGroup');
      expect(Object.keys(groups)).toContain(named(DestinationArn));
      const logged = Object.values(JSON.parse(Format));
      expect(logged).toContain('$context.routeKey');
      expect(logged.filter((field) => !LOGGABLE.includes(String(field)))).toEqual([]);
    },
    broken(template) {
      const settings = stageOf(template).AccessLogSettings;
      const fields = { ...JSON.parse(settings.Format), ip: '$context.identity.sourceIp' };
      settings.Format = JSON.stringify(fields);
    },
  },
];
