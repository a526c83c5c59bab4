import { describe, expect, test } from '@jest/globals';
import { ALARMS } from './assertions/alarms.ts';
import { API } from './assertions/api.ts';
import { FUNCTIONS } from './assertions/functions.ts';
import { QUEUES } from './assertions/queues.ts';
import { RIGHTS } from './assertions/rights.ts';
import { STORES } from './assertions/stores.ts';
import { type Deployed, productionTemplate, testTemplate } from './template.ts';

const ASSERTIONS = [...STORES, ...RIGHTS, ...QUEUES, ...FUNCTIONS, ...API, ...ALARMS];
const templates = { 'an environment': testTemplate(), production: productionTemplate() };

const brokenBy = (template: Deployed) =>
  ASSERTIONS.filter(({ holds }) => {
    try {
      holds(template);
      return false;
    } catch {
      return true;
    }
  }).map(({ says }) => says);

describe.each(Object.entries(templates))('in %s', (_, template) => {
  test.each(ASSERTIONS)('$says', ({ holds }) => holds(template));
});

describe.each(Object.entries(templates))(
  'control: broken in one place, %s is caught',
  (_, whole) => {
    test.each(ASSERTIONS)('by: $says', ({ says, broken }) => {
      const template = structuredClone(whole);
      broken(template);
      expect(template).not.toEqual(whole);
      expect(brokenBy(template)).toEqual([says]);
    });
  },
);

test('no two assertions say the same', () => {
  expect(new Set(ASSERTIONS.map(({ says }) => says)).size).toBe(ASSERTIONS.length);
});
