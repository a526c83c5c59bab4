import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Assembly, type Resource, Template } from '../../infra/local/template/template.ts';

/** Each does as little as a function can, behind the same kind of route as the one it stands beside. */
export const NO_OP_ROUTES = {
  'POST /v1/consents': '/bench/keyed-no-op/consents',
  'POST /v1/checks': '/bench/keyed-no-op',
} as const;

const NO_OP = `export const handler = async () =>
  ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' });`;
const NO_OP_AUTHORIZER =
  'export const handler = async () => ({ isAuthorized: true, context: {} });';

const STREAM_SOURCE = /"StreamArn"/;

/**
 * The product's template with a no-op twin beside each route that is measured: the same front, process and
 * limits, no work. The ledger's news stays undelivered, since it would run into whatever is timed next.
 */
export function withNoOpTwins({ template, bundles }: Assembly, folder: string): Assembly {
  const { Resources, ...rest } = Template.parse(template);
  const twins = Object.entries(NO_OP_ROUTES).map(([key, twin]) => twinOf(Resources, key, twin));
  const noOp = writeBundle(folder, 'no-op', NO_OP);
  const noOpAuthorizer = writeBundle(folder, 'no-op-authorizer', NO_OP_AUTHORIZER);
  return {
    template: { ...rest, Resources: { ...withoutNews(Resources), ...merged(twins, 'resources') } },
    bundles: {
      ...bundles,
      ...Object.fromEntries(twins.map(({ fn }) => [fn, noOp])),
      ...Object.fromEntries(
        twins.flatMap(({ authorizerFn }) => (authorizerFn ? [[authorizerFn, noOpAuthorizer]] : [])),
      ),
    },
  };
}

type Resources = Record<string, Resource>;
type Twin = { resources: Resources; fn: string; authorizerFn: string | undefined };

/** Route, integration, function and authorizer once more, under ids of their own. */
function twinOf(resources: Resources, routeKey: string, twinPath: string): Twin {
  const route = idsWhere(resources, ({ Properties }) => Properties?.RouteKey === routeKey)[0];
  if (route === undefined) throw new Error(`the template has no route ${routeKey}`);
  const chain = new Set([route]);
  // A set is walked to its end even while it grows: what the route refers to, and what that refers to.
  for (const id of chain) {
    for (const next of referencesOf(resources, id)) {
      if (COPIED_TYPES.has(resources[next]?.Type ?? '')) chain.add(next);
    }
  }
  const functions = [...chain].filter((id) => resources[id]?.Type === 'AWS::Lambda::Function');
  const fn = functions.find((id) => id !== 'Authorize');
  if (fn === undefined) throw new Error(`the route ${routeKey} calls no function`);
  const renamed = (id: string) => `Bench${fn}${id}`;
  const copies = [...chain].map((id) => {
    let text = JSON.stringify(resources[id]);
    for (const other of chain) text = text.replaceAll(`"${other}"`, `"${renamed(other)}"`);
    return [renamed(id), JSON.parse(text)] as const;
  });
  const copied: Resources = Object.fromEntries(copies);
  const copiedRoute = copied[renamed(route)];
  if (copiedRoute?.Properties) copiedRoute.Properties.RouteKey = `POST ${twinPath}`;
  return {
    resources: copied,
    fn: renamed(fn),
    authorizerFn: functions.includes('Authorize') ? renamed('Authorize') : undefined,
  };
}

const COPIED_TYPES = new Set([
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::Lambda::Function',
]);

/** Roles, tables and the API itself are shared: only what is in `COPIED_TYPES` is walked through. */
function referencesOf(resources: Resources, id: string): string[] {
  const text = JSON.stringify(resources[id]?.Properties ?? {});
  return Object.keys(resources).filter((other) => text.includes(`"${other}"`));
}

function withoutNews(resources: Resources): Resources {
  const news = idsWhere(
    resources,
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' && STREAM_SOURCE.test(JSON.stringify(Properties)),
  );
  return Object.fromEntries(Object.entries(resources).filter(([id]) => !news.includes(id)));
}

function idsWhere(resources: Resources, holds: (resource: Resource) => boolean): string[] {
  return Object.entries(resources).flatMap(([id, resource]) => (holds(resource) ? [id] : []));
}

function merged(twins: readonly Twin[], part: 'resources'): Resources {
  return Object.assign({}, ...twins.map((twin) => twin[part]));
}

function writeBundle(folder: string, name: string, code: string): string {
  const bundle = path.join(folder, name);
  mkdirSync(bundle, { recursive: true });
  writeFileSync(path.join(bundle, 'index.mjs'), code);
  return bundle;
}
