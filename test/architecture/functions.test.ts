import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { pointEnvironmentAt } from '../http/world.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const files = globSync('functions/**/*.ts', { cwd: ROOT }).toSorted();

const NOWHERE = 'http://127.0.0.1:9/queue';

describe('a function', () => {
  beforeAll(() => {
    pointEnvironmentAt({
      SUPPRESSION_QUEUE_URL: NOWHERE,
      EMAIL_UPDATE_QUEUE_URL: NOWHERE,
      SMS_UPDATE_QUEUE_URL: NOWHERE,
      SMS_CONFIGURATION_SET: 'marketing',
      SES_CONFIGURATION_SET: 'marketing',
    });
  });

  test('lies in the folder of its trigger', () => {
    const triggers = new Set(files.map((file) => path.dirname(file)));
    expect([...triggers]).toEqual(['functions/http', 'functions/queue', 'functions/stream']);
  });

  test.each(files)(
    '%s exports its handler and nothing else, and the handler no callback',
    async (file) => {
      const exported: Record<string, unknown> = await import(path.join(ROOT, file));
      expect(Object.keys(exported)).toEqual(['handler']);
      const { handler } = exported;
      if (typeof handler !== 'function') throw new Error('the handler is no function');
      // Lambda's Node 24 refuses handlers of three and more parameters.
      expect(handler.length).toBeLessThan(3);
    },
  );

  test.each(files)('%s says in one line what triggers it', (file) => {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    expect(source).toMatch(/\/\*\* .+ \*\/\nexport (const|async function|function) handler\b/);
  });

  test.each(files)('%s leaves catching, parsing and statuses to the doors', (file) => {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    expect(source).not.toMatch(/\bcatch\b|\bconsole\./);
  });
});
