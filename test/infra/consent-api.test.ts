import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { ConsentApi } from '../../infra/consent-api.ts';
import { ConsentFunction } from '../../infra/consent-function.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { named, propertiesOf, testApp, testTemplate } from './template.ts';

const template = testTemplate();
const routes = Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Route'));

describe('the HTTP API', () => {
  test('these routes are open to anyone, and no others', () => {
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType === 'NONE');
    expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'GET /u/{token+}',
      'GET /v1/forms/{formId}',
      'HEAD /u/{token+}',
      'OPTIONS /u/{token+}',
      'POST /u/{token+}',
      'POST /v1/forms/{formId}/consents',
    ]);
  });

  test('all other routes ask for a key', () => {
    const closed = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'NONE');
    expect(closed.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'DELETE /v1/permits/{permitId}',
      'GET /v1/messages/{messageId}',
      'GET /v1/suppressions',
      'POST /v1/checks',
      'POST /v1/messages',
      'POST /v1/permits',
    ]);
    const [authorizer] = Object.keys(template.findResources('AWS::ApiGatewayV2::Authorizer'));
    for (const route of closed) {
      expect(route.AuthorizationType).toBe('CUSTOM');
      expect(named(route.AuthorizerId)).toBe(authorizer);
    }
  });

  test('an answer about a key is never kept for another route', () => {
    const [authorizer] = Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Authorizer'));
    expect(authorizer).toMatchObject({
      AuthorizerResultTtlInSeconds: 0,
      EnableSimpleResponses: true,
      AuthorizerPayloadFormatVersion: '2.0',
      IdentitySource: ['$request.header.Authorization'],
    });
    expect(named(authorizer.AuthorizerUri)).toContain('/functions/Authorize/');
  });

  test('every route reaches the function that the list names', () => {
    expect(Object.fromEntries(routes.map((route) => [route.RouteKey, handlerOf(route)]))).toEqual({
      'GET /v1/forms/{formId}': 'GetForm',
      'POST /v1/forms/{formId}/consents': 'RecordFormConsent',
      'GET /u/{token+}': 'Unsubscribe',
      'HEAD /u/{token+}': 'Unsubscribe',
      'POST /u/{token+}': 'Unsubscribe',
      'OPTIONS /u/{token+}': 'Unsubscribe',
      'POST /v1/checks': 'Check',
      'POST /v1/messages': 'AcceptMessage',
      'GET /v1/messages/{messageId}': 'GetMessage',
      'GET /v1/suppressions': 'ListSuppressions',
      'POST /v1/permits': 'ClaimPermit',
      'DELETE /v1/permits/{permitId}': 'ReleasePermit',
    });
  });

  test('browsers may call it from the catalogue’s origins only', () => {
    const [api] = Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Api'));
    const origins = new Set(catalogue.forms.flatMap((form) => form.origins));
    expect(new Set(api.CorsConfiguration.AllowOrigins)).toEqual(origins);
    expect(api.CorsConfiguration.AllowCredentials).toBeUndefined();
  });

  test('a catalogue without origins opens it to no page', () => {
    const stack = new Stack(testApp(), 'Test');
    const authorize = testFunction(stack);
    new ConsentApi(stack, 'Api', { origins: [], authorize }).addOpenRoute([], '/', authorize);
    const [api] = Object.values(propertiesOf(Template.fromStack(stack), 'AWS::ApiGatewayV2::Api'));
    expect(api.CorsConfiguration).toBeUndefined();
  });

  test('is throttled, and its access log holds neither paths nor addresses', () => {
    const [stage] = Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Stage'));
    expect(stage.StageName).toBe('$default');
    expect(stage.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
    expect(stage.DefaultRouteSettings.ThrottlingBurstLimit).toBeGreaterThan(0);
    const logged = Object.values(JSON.parse(stage.AccessLogSettings.Format));
    expect(logged).toContain('$context.routeKey');
    expect(logged.join()).not.toMatch(/path|sourceIp|userAgent/i);
  });
});

function testFunction(stack: Stack): ConsentFunction {
  return new ConsentFunction(stack, 'Authorize', {
    entry: 'functions/http/authorize.ts',
    env: z.strictObject({}),
    environment: {},
    timeoutSeconds: 5,
    grants: [],
  });
}

function handlerOf(route: { Target: unknown }): string {
  const integrations = propertiesOf(template, 'AWS::ApiGatewayV2::Integration');
  const id = named(route.Target).replace('integrations/', '');
  return named(integrations[id].IntegrationUri);
}
