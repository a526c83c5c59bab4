import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import * as z from 'zod';
import { ConsentApi } from '../../infra/consent-api.ts';
import { ConsentFunction } from '../../infra/consent-function.ts';
import { deployed, named, propertiesOf, testApp, testTemplate } from './template.ts';

const template = testTemplate();
const routes = Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Route'));

describe('the HTTP API', () => {
  test('all other routes ask for a key, and these are all', () => {
    const closed = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'NONE');
    expect(closed.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'DELETE /v1/permits/{permitId}',
      'GET /v1/messages/{messageId}',
      'GET /v1/suppressions',
      'POST /v1/checks',
      'POST /v1/consents',
      'POST /v1/imports',
      'POST /v1/links',
      'POST /v1/messages',
      'POST /v1/permits',
    ]);
  });

  test('OCU-6, OCU-20: nothing stands before the way out that a mail provider would have to pass', () => {
    const open = routes.filter(({ RouteKey }) => RouteKey.includes(' /u/'));
    expect(open.map(({ AuthorizationType }) => AuthorizationType)).toEqual(
      Array.from({ length: 4 }, () => 'NONE'),
    );
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /WAF|CloudFront/.test(type))).toEqual([]);
  });

  test('every route reaches the function that the list names', () => {
    expect(Object.fromEntries(routes.map((route) => [route.RouteKey, handlerOf(route)]))).toEqual({
      'GET /v1/forms/{formId}': 'GetForm',
      'GET /v1/forms/{formId}/embed': 'EmbedForm',
      'POST /v1/forms/{formId}/consents': 'RecordFormConsent',
      'GET /u/{token+}': 'Unsubscribe',
      'HEAD /u/{token+}': 'Unsubscribe',
      'POST /u/{token+}': 'Unsubscribe',
      'OPTIONS /u/{token+}': 'Unsubscribe',
      'GET /c/{token+}': 'Confirm',
      'HEAD /c/{token+}': 'Confirm',
      'POST /c/{token+}': 'Confirm',
      'OPTIONS /c/{token+}': 'Confirm',
      'GET /p': 'AskPreferences',
      'HEAD /p': 'AskPreferences',
      'POST /p': 'AskPreferences',
      'OPTIONS /p': 'AskPreferences',
      'GET /p/{token+}': 'Preferences',
      'HEAD /p/{token+}': 'Preferences',
      'POST /p/{token+}': 'Preferences',
      'OPTIONS /p/{token+}': 'Preferences',
      'POST /v1/checks': 'Check',
      'POST /v1/consents': 'RecordConsents',
      'POST /v1/imports': 'ImportConsents',
      'POST /v1/links': 'MakeLinks',
      'POST /v1/messages': 'AcceptMessage',
      'GET /v1/messages/{messageId}': 'GetMessage',
      'GET /v1/suppressions': 'ListSuppressions',
      'POST /v1/permits': 'ClaimPermit',
      'DELETE /v1/permits/{permitId}': 'ReleasePermit',
    });
  });

  test('a catalogue without origins opens it to no page', () => {
    const stack = new Stack(testApp(), 'Test');
    const authorize = testFunction(stack);
    new ConsentApi(stack, 'Api', { origins: [], authorize }).addOpenRoute([], '/', authorize);
    const [api] = Object.values(propertiesOf(deployed(stack), 'AWS::ApiGatewayV2::Api'));
    expect(api.CorsConfiguration).toBeUndefined();
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
