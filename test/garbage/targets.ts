import { named, propertiesOf, testTemplate } from '../infra/template.ts';

/** A way into the service from outside, as the template declares it. */
export type Route = {
  /** `GET /v1/forms/{formId}` */
  key: string;
  /** The handler's file. */
  entry: string;
  /** Lower-case names of the headers without which nobody is asked; none on an open route. */
  identityHeaders: readonly string[];
};

/** A function that reads queues or a stream. */
export type Consumer = {
  entry: string;
  reads: 'queue' | 'stream';
  /** Whether it is asked which messages of a batch failed, and whether a batch is split to find them. */
  reportsFailures: boolean;
  bisects: boolean;
};

export type Targets = { routes: Route[]; consumers: Consumer[]; authorizer: string };

/** Every door of the service, from the template that deploys: a new one is a target by itself. */
export function readTargets(): Targets {
  const template = testTemplate();
  const functions = propertiesOf(template, 'AWS::Lambda::Function');
  const integrations = propertiesOf(template, 'AWS::ApiGatewayV2::Integration');
  const authorizers = propertiesOf(template, 'AWS::ApiGatewayV2::Authorizer');
  const entryIn = (text: string) => {
    const id = Object.keys(functions).find((name) => text.split(/[:/]/).includes(name));
    const entry = functions[id ?? '']?.Description;
    if (typeof entry !== 'string') throw new Error(`${text} names no function`);
    return entry;
  };
  const routes = Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Route')).map(
    ({ RouteKey, Target, AuthorizerId }): Route => ({
      key: RouteKey,
      entry: entryIn(named(integrations[named(Target).split('/')[1] ?? '']?.IntegrationUri)),
      identityHeaders: (authorizers[AuthorizerId && named(AuthorizerId)]?.IdentitySource ?? []).map(
        (source: string) => source.slice('$request.header.'.length).toLowerCase(),
      ),
    }),
  );
  const [authorizer = {}] = Object.values(authorizers);
  return {
    routes,
    consumers: consumersOf(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'), entryIn),
    authorizer: entryIn(named(authorizer.AuthorizerUri)),
  };
}

function consumersOf(
  mappings: ReturnType<typeof propertiesOf>,
  entryIn: (text: string) => string,
): Consumer[] {
  const consumers = new Map<string, Consumer>();
  for (const mapping of Object.values(mappings)) {
    const entry = entryIn(named(mapping.FunctionName));
    consumers.set(entry, {
      entry,
      reads: mapping.StartingPosition === undefined ? 'queue' : 'stream',
      reportsFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      bisects: mapping.BisectBatchOnFunctionError ?? false,
    });
  }
  return [...consumers.values()];
}
