import { App, type AppProps, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { settingsOf } from '../../infra/environments.ts';
import { buildStack, ConsentStack } from '../../infra/stack.ts';

/** A synthesised template, to be read and, in a copy, broken. */
export type Deployed = { Resources: ReturnType<Template['findResources']> };

export function testApp(props: AppProps = {}): App {
  return new App({
    analyticsReporting: false,
    // It takes longer than all else; the test that wants it asks for it.
    builtinCloudFormationValidation: false,
    ...props,
    context: { 'aws:cdk:bundling-stacks': [], ...props.context },
  });
}

/** The template as it deploys, but for the code of the functions. */
export const testTemplate = (): Deployed => deployed(buildStack(testApp(), 'test'));

/** The same for production, as of a company that has filled in what production asks for. */
export function productionTemplate(): Deployed {
  return deployed(productionStack(testApp()));
}

export function productionStack(app: App): ConsentStack {
  const settings = { ...settingsOf('prod'), alarmEmail: 'duty@example.com' };
  return new ConsentStack(app, 'PriorConsent-prod', { environment: 'prod', settings });
}

export const deployed = (stack: Stack): Deployed => ({
  Resources: {},
  ...Template.fromStack(stack).toJSON(),
});

/** The resources of a type, by logical id. */
export function resourcesOf({ Resources }: Deployed, type: string): Deployed['Resources'] {
  return Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => Type === type));
}

/** The properties of every resource of a type, by logical id. */
export function propertiesOf(template: Deployed, type: string) {
  const resources = Object.entries(resourcesOf(template, type));
  return Object.fromEntries(resources.map(([id, { Properties = {} }]) => [id, Properties]));
}

/** A reference as one reads it: the logical id, with what is joined around it. */
export function named(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  const [[kind, value] = []] = Object.entries(reference ?? {});
  if (kind === 'Ref') return String(value);
  if (kind === 'Fn::GetAtt') return value[1] === 'Arn' ? value[0] : value.join('.');
  if (kind === 'Fn::Join') return value[1].map(named).join(value[0]);
  throw new Error(`Unexpected reference ${JSON.stringify(reference)}`);
}
