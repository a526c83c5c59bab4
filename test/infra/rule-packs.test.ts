import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type App, CfnResource, type Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ACKNOWLEDGED } from '../../infra/acknowledged-findings.ts';
import { RulePacks } from '../../infra/rule-packs.ts';
import { buildStack } from '../../infra/stack.ts';
import { productionStack, testApp } from './template.ts';

// CDK's validator alone takes seconds, and many times that on a busy machine.
const SLOW_MS = 180_000;

const ROOT = path.join(import.meta.dirname, '../..');
const source = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const builds = {
  'an environment': (app: App) => buildStack(app, 'test'),
  production: productionStack,
};

const reviewed = (build: (app: App) => Stack, packs = new RulePacks()) => {
  const app = testApp();
  build(app);
  return packs.review(app).violations;
};

describe('the rule packs', () => {
  test.each(Object.entries(builds))(
    'find nothing in %s that is not acknowledged, and no acknowledgement is stale',
    (_, build) => expect(reviewed(build)).toEqual([]),
  );

  test('control: without the acknowledgements, exactly what they speak of shows', () => {
    const all = reviewed(builds.production, new RulePacks([]));
    const rules = new Set(all.map(({ ruleName }) => ruleName));
    expect([...rules].sort()).toEqual(ACKNOWLEDGED.flatMap((entry) => entry.rules).sort());
    for (const pack of ['AwsSolutions-', 'Serverless-', 'NIST.800.53.R5-']) {
      expect([...rules].join()).toContain(pack);
    }
  });
});

describe('an acknowledgement', () => {
  test('that matches nothing is itself a finding', () => {
    const stale = { ...ACKNOWLEDGED[0], rules: ['AwsSolutions-SQS3'], on: ['Nowhere'] } as const;
    const found = reviewed(
      builds.production,
      new RulePacks([...ACKNOWLEDGED, { reason: 'none', owner: 'security', ...stale }]),
    );
    expect(found).toMatchObject([
      { ruleName: 'AwsSolutions-SQS3', description: expect.stringContaining('Nowhere') },
    ]);
  });

  test('for one place says nothing of another', () => {
    const found = reviewed((app) => {
      const stack = buildStack(app, 'test');
      new Bucket(stack, 'Exports');
      return stack;
    });
    expect(found.map(({ ruleName }) => ruleName)).toContain('AwsSolutions-S1');
    const paths = found.flatMap(({ violatingResources }) =>
      violatingResources.map(({ constructPath }) => constructPath),
    );
    expect(new Set(paths)).toEqual(new Set(['PriorConsent-test/Exports/Resource']));
  });

  test('stands in the list and nowhere else: a mark on a construct would hide its finding', () => {
    const sources = globSync('infra/**/*.ts', { cwd: ROOT });
    const marking = sources.filter((file) => /\backnowledge(Warning)?\(/.test(source(file)));
    expect(marking).toEqual([]);
  });

  test.each(ACKNOWLEDGED)('of $rules.0 tells why, and whom to ask', ({ rules, on, ...entry }) => {
    expect(entry.reason).toMatch(/^\p{Lu}.{40,}\.$|^They are the dead letters\.$/u);
    expect(['operations', 'security', 'data protection']).toContain(entry.owner);
    expect(new Set(on).size).toBe(on.length);
    expect(new Set(rules).size).toBe(rules.length);
  });
});

describe('the synth', () => {
  let said: ReturnType<typeof jest.spyOn>;
  beforeEach(() => {
    said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    said.mockRestore();
    process.exitCode = undefined;
  });

  const synth = (change: (stack: Stack) => unknown, own = false) => {
    const app = testApp({
      builtinCloudFormationValidation: own,
      context: { '@aws-cdk/core:validateAgainstDefaultRules': own },
    });
    Validations.of(app).addPlugins(new RulePacks());
    change(buildStack(app, 'test'));
    return () => app.synth();
  };

  test('passes', () => {
    expect(synth(() => {})).not.toThrow();
  });

  test('control: fails for a finding that nobody has acknowledged', () => {
    expect(synth((stack) => new Bucket(stack, 'Exports'))).toThrow('RulePacks::AwsSolutions-S1');
  });

  test(
    'control: fails for what CloudFormation would refuse',
    () => {
      const misspelt = (stack: Stack) =>
        new CfnResource(stack, 'Topic', {
          type: 'AWS::SNS::Topic',
          properties: { KmsMasterKeyID: 'alias/alarms' },
        });
      expect(synth(misspelt, true)).toThrow('CloudFormation-Validate::F3002');
    },
    SLOW_MS,
  );

  test('of what deploys runs them, and the local stack does not wait for them', () => {
    expect(source('infra/app.ts')).toContain('addPlugins(new RulePacks())');
    expect(JSON.parse(source('cdk.json')).app).toBe('node infra/app.ts');
    expect(JSON.parse(source('package.json')).scripts.synth).toBe('node infra/app.ts');
    expect(source('infra/synthesize.ts')).not.toContain('rule-packs');
  });
});
