import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import * as z from 'zod';
import { ConsentFunction } from '../../infra/consent-function.ts';
import { testApp } from './template.ts';

describe('a function’s environment', () => {
  const env = z.strictObject({ GATE_TABLE: z.string() });
  const props = {
    entry: 'functions/http/check.ts',
    env,
    timeoutSeconds: 5,
    grants: [],
  } as const;
  const wrong = (stack: Stack) => [
    // @ts-expect-error a missing variable does not compile
    new ConsentFunction(stack, 'Missing', { ...props, grants: [], environment: {} }),
    new ConsentFunction(stack, 'Surplus', {
      ...props,
      grants: [],
      // @ts-expect-error a surplus variable does not compile
      environment: { GATE_TABLE: 'gate', LEDGER_TABLE: 'ledger' },
    }),
  ];

  test('is held to the schema by the compiler', () => {
    expect(wrong(new Stack(testApp(), 'Test'))).toHaveLength(2);
  });
});
