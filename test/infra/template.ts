import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildStack } from '../../infra/stack.ts';

export function testApp(context: Record<string, unknown> = {}): App {
  const withoutBundles = { 'aws:cdk:bundling-stacks': [] };
  return new App({ analyticsReporting: false, context: { ...withoutBundles, ...context } });
}

/** The template as it deploys, but for the code of the functions. */
export function testTemplate(): Template {
  return Template.fromStack(buildStack(testApp(), 'test'));
}

/** The properties of every resource of a type, by logical id. */
export function propertiesOf(template: Template, type: string) {
  const resources = Object.entries(template.findResources(type));
  return Object.fromEntries(resources.map(([id, resource]) => [id, resource.Properties]));
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
