import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import { CfnResource, Stack } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks,
  type INagValidationContext,
  type NagPack,
  NIST80053R5Checks,
  ServerlessChecks,
} from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { ACKNOWLEDGED, type Acknowledged } from './acknowledged-findings.ts';

type Finding = { rule: string; says: string; path: string; place: string; type: string };
type Violation = PolicyValidationPluginReport['violations'][number];

/**
 * Three packs of rules over the whole app. A finding that nobody has acknowledged fails the synth, and so
 * does an acknowledgement that matches nothing any more: the list never says more than is true.
 */
export class RulePacks implements IPolicyValidationPlugin {
  readonly name = 'RulePacks';
  private readonly acknowledged: readonly Acknowledged[];

  constructor(acknowledged: readonly Acknowledged[] = ACKNOWLEDGED) {
    this.acknowledged = acknowledged;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return this.review((context as INagValidationContext).appConstruct);
  }

  review(app: IConstruct): PolicyValidationPluginReport {
    const packs = [
      new AwsSolutionsChecks(app),
      new ServerlessChecks(app),
      new NIST80053R5Checks(app),
    ];
    const findings = packs.flatMap((pack) => findingsOf(pack, app));
    const violations = [...this.open(findings), ...this.stale(findings)];
    return { success: violations.length === 0, violations };
  }

  private open(findings: readonly Finding[]): Violation[] {
    return findings
      .filter((finding) => !this.acknowledged.some((entry) => covers(entry, finding)))
      .map(({ rule, says, path }) => ({
        ruleName: rule,
        description: says,
        fix: 'Mend it, or acknowledge it with reason and owner in infra/acknowledged-findings.ts.',
        severity: 'error',
        violatingResources: [{ constructPath: path, locations: ['Properties'] }],
      }));
  }

  private stale(findings: readonly Finding[]): Violation[] {
    return this.acknowledged
      .filter(({ notEverywhere }) => !notEverywhere)
      .flatMap(({ rules, on, ...rest }) =>
        rules.flatMap((rule) => on.map((place) => ({ ...rest, rules: [rule], on: [place] }))),
      )
      .filter((entry) => !findings.some((finding) => covers(entry, finding)))
      .map(({ rules: [rule = ''], on: [place = ''] }) => ({
        ruleName: rule,
        description: `It is acknowledged for ${place}, where it finds nothing any more.`,
        fix: 'Take it out of infra/acknowledged-findings.ts.',
        severity: 'error',
        violatingResources: [{ constructPath: place, locations: [] }],
      }));
  }
}

function findingsOf(pack: NagPack, app: IConstruct): Finding[] {
  return pack
    .validateScope(app)
    .violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath: path = '' }) => ({
        rule: ruleName,
        says: description,
        path,
        ...whereIs(app, path),
      })),
    );
}

function whereIs(app: IConstruct, path: string): Pick<Finding, 'place' | 'type'> {
  const resource = app.node.findAll().find(({ node }) => node.path === path);
  if (!CfnResource.isCfnResource(resource)) throw new Error(`No resource at ${path}`);
  const inStack = path.slice(Stack.of(resource).node.path.length + 1);
  return { place: inStack.replace(/\/Resource$/, ''), type: resource.cfnResourceType };
}

function covers({ rules, on }: Acknowledged, { rule, place, type }: Finding): boolean {
  return rules.includes(rule) && (on.includes(place) || on.includes(type));
}
