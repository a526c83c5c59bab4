import { App } from 'aws-cdk-lib';
import { buildStack } from './stack.ts';

const DEFAULT_OUTDIR = 'cdk.out';
const DEFAULT_ENVIRONMENT = 'dev';

// Imported, this module does nothing: only `node infra/app.ts` and the CDK command synthesise.
if (import.meta.main) {
  const outdir = process.env.CDK_OUTDIR ?? DEFAULT_OUTDIR;
  const app = new App({
    outdir,
    analyticsReporting: false,
    postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  buildStack(app, app.node.tryGetContext('environment') ?? DEFAULT_ENVIRONMENT);
  app.synth();
}
