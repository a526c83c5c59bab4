import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Assembly, Resource } from '../../../infra/local/template/template.ts';

/** Gives `work` a folder of its own and removes it afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'local-stack-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Handlers = Record<
  string,
  {
    code: string;
    properties?: Record<string, unknown>;
    /** What its role's policy says; it may do anything if nothing is said. */
    statements?: readonly object[];
  }
>;

const ANYTHING = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

/** A template of `resources` and one function for each handler, with the handlers' code in `folder`. */
export function fixtureStack(
  folder: string,
  handlers: Handlers,
  resources: Record<string, Resource> = {},
): Assembly {
  const bundles: Record<string, string> = {};
  const functions: Record<string, Resource> = {};
  for (const [name, { code, properties, statements = ANYTHING }] of Object.entries(handlers)) {
    const bundle = path.join(folder, 'bundles', name);
    mkdirSync(bundle, { recursive: true });
    writeFileSync(path.join(bundle, 'index.mjs'), code);
    bundles[name] = bundle;
    const role = `${name}Role`;
    functions[role] = { Type: 'AWS::IAM::Role', Properties: {} };
    functions[`${name}Policy`] = {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'own',
        PolicyDocument: { Version: '2012-10-17', Statement: statements },
        Roles: [{ Ref: role }],
      },
    };
    const Role = { 'Fn::GetAtt': [role, 'Arn'] };
    const fixed = { Role, Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 10 };
    functions[name] = {
      Type: 'AWS::Lambda::Function',
      Properties: { ...fixed, ...properties },
    };
  }
  return { template: { Resources: { ...resources, ...functions } }, bundles };
}

/** An HTTP API whose routes each call the function that is named. */
export function fixtureApi(
  routes: Record<string, { fn: string; properties?: Record<string, unknown> }>,
  api: Record<string, unknown> = {},
): Record<string, Resource> {
  const resources: Record<string, Resource> = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', ...api } },
  };
  const ApiId = { Ref: 'Api' };
  for (const [i, [RouteKey, { fn, properties }]] of Object.entries(routes).entries()) {
    resources[`Integration${i}`] = {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [fn, 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    };
    const Target = { 'Fn::Join': ['/', ['integrations', { Ref: `Integration${i}` }]] };
    resources[`Route${i}`] = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId, RouteKey, Target, AuthorizationType: 'NONE', ...properties },
    };
  }
  return resources;
}

/** Delivers `source` to `fn`, with partial failures reported. */
export const mapping = (
  source: string,
  fn: string,
  more: Record<string, unknown>,
  attribute = 'Arn',
) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': [source, attribute] },
    FunctionName: { Ref: fn },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...more,
  },
});
