import { parseArgs } from 'node:util';
import { App, Validations } from 'aws-cdk-lib';
import { UnsafeDeployment } from './refuse-unsafe.ts';
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
  try {
    buildStack(app, app.node.tryGetContext('environment') ?? DEFAULT_ENVIRONMENT);
    app.synth();
  } catch (error) {
    // What is unsafe is said in words; only a fault of ours needs its trace.
    process.stderr.write(`${error instanceof UnsafeDeployment ? error.message : trace(error)}\n`);
    process.exitCode = 1;
  }
}

function trace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** `-c environment=prod`, as the CDK command takes it, for `npm run synth`. */
function contextOf([, , ...args]: string[]): Record<string, string> {
  const { context = [] } = parseArgs({
    args,
    options: { context: { type: 'string', short: 'c', multiple: true } },
  }).values;
  return Object.fromEntries(context.map((pair) => pair.split('=', 2)));
}
