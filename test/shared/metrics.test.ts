import { describe, expect, test } from '@jest/globals';
import { metricsOf } from '../../shared/metrics.ts';
import { metricsDuring } from '../functions/metrics-during.ts';
import { stdoutDuring } from '../functions/stdout-during.ts';

describe('a measured value', () => {
  const measure = metricsOf('prod');

  test('is one line that CloudWatch reads as a metric of this deployment', async () => {
    const [line, ...others] = await stdoutDuring(async () =>
      measure('GateRefusals', 1, { Channel: 'email', Reason: 'withdrawn' }),
    );
    expect(others).toEqual([]);
    expect(line?.endsWith('\n')).toBe(true);
    expect(JSON.parse(line ?? '')).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'PriorConsent/prod',
            Dimensions: [['Channel', 'Reason']],
            Metrics: [{ Name: 'GateRefusals', Unit: 'Count' }],
          },
        ],
      },
      Channel: 'email',
      Reason: 'withdrawn',
      GateRefusals: 1,
    });
  });

  test('may stand alone, with nothing to tell it by', async () => {
    const measured = await metricsDuring(async () => measure('LedgerTampering', 1, {}));
    expect(measured).toEqual([{ LedgerTampering: 1 }]);
  });

  test('takes no name and no dimension that is not on the list', () => {
    const wrong = () => [
      // @ts-expect-error a name that nobody reads
      measure('Opens', 1, {}),
      // @ts-expect-error a dimension that could tell of a person
      measure('GateRefusals', 1, { Channel: 'email', Reason: 'withdrawn', ContactId: 'AAAA' }),
      // @ts-expect-error a word that is not of the closed list
      measure('Sends', 1, { Channel: 'email', Outcome: 'jane@example.com' }),
    ];
    expect(wrong).toBeDefined();
  });
});
