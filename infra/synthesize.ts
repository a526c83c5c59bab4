import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { buildStack } from './stack.ts';

type Template = {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  Outputs: Record<string, { Value: unknown }>;
};

export type Synthesized = {
  /** The folder of the cloud assembly. */
  directory: string;
  stackName: string;
  template: Template;
  /** Each function's bundle: logical id to folder. */
  bundles: Record<string, string>;
};

/** Builds the template and the bundles that a deployment would use, in this process. */
export function synthesize(options: { outdir: string; environment: string }): Synthesized {
  const app = new App({
    outdir: options.outdir,
    analyticsReporting: false,
    // It takes longer than all else; what deploys is validated by app.ts.
    builtinCloudFormationValidation: false,
  });
  const stack = buildStack(app, options.environment);
  const assembly = app.synth();
  const template: Template = assembly.getStackArtifact(stack.artifactId).template;
  const functions = stack.node.findAll().filter((construct) => construct instanceof CfnFunction);
  const bundles = functions.map((fn) => {
    const key = stack.resolve(fn.code).s3Key;
    return [stack.resolve(fn.logicalId), bundleFolder(assembly.directory, key)];
  });
  return {
    directory: assembly.directory,
    stackName: stack.stackName,
    template,
    bundles: Object.fromEntries(bundles),
  };
}

/** The same template without the code of the functions, in a fraction of the time. */
export function synthesizeTemplate(environment: string): Template {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    context: { 'aws:cdk:bundling-stacks': [] },
  });
  const stack = buildStack(app, environment);
  return app.synth().getStackArtifact(stack.artifactId).template;
}

/** CDK stages the asset that deploys as HASH.zip in the folder asset.HASH. */
function bundleFolder(directory: string, key: string): string {
  return path.join(directory, `asset.${path.basename(key, '.zip')}`);
}
