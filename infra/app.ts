import { parseArgs } from 'node:util';
import { App, Validations } from 'aws-cdk-lib';
import { RulePacks } from './rule-packs.ts';
import { buildStack } from './stack.ts';

const DEFAULT_OUTDIR = 'cdk.out';
const DEFAULT_ENVIRONMENT = 'dev';

// Imported, this module does nothing: only `node infra/app.ts` and the CDK command synthesise.
if (import.meta.main) {
  const app = new App({
    outdir: process.env.CDK_OUTDIR ?? DEFAULT_OUTDIR,
    analyticsReporting: false,
    postCliContext: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      ...contextOf(process.argv),
    },
  });
  Validations.of(app).addPlugins(new RulePacks());
  buildStack(app, app.node.tryGetContext('environment') ?? DEFAULT_ENVIRONMENT);
  app.synth();
}

/** `-c environment=prod`, as the CDK command takes it, for `npm run synth`. */
function contextOf([, , ...args]: string[]): Record<string, string> {
  const { context = [] } = parseArgs({
    args,
    options: { context: { type: 'string', short: 'c', multiple: true } },
  }).values;
  return Object.fromEntries(context.map((pair) => pair.split('=', 2)));
}
