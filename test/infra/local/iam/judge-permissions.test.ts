import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { judgePermissions } from '../../../../infra/local/iam/judge-permissions.ts';
import { keepRecord, readRecord } from '../../../../infra/local/iam/permission-facts.ts';
import { permissionsOf, usedPermissions } from '../../../../infra/local/iam/used-permissions.ts';
import { readStack } from '../../../../infra/local/template/read-stack.ts';
import { fixtureStack, withFolder } from '../fixture-stack.ts';

describe('what a template grants', () => {
  const record = { granted: ['get', 'put', 'scan'], used: ['get'] };

  test('and nothing has needed in a full test run is unused, unless it is listed with a reason', () => {
    const exempt = { scan: 'once a year' };
    expect(judgePermissions(['get', 'put', 'scan'], record, exempt)).toEqual({
      unused: ['put'],
      unproven: [],
      stale: [],
    });
  });

  test('since the last full test run is unproven: only another run can tell', () => {
    expect(judgePermissions(['get', 'delete'], record, {})).toEqual({
      unused: [],
      unproven: ['delete'],
      stale: [],
    });
  });

  test('must be what is listed: an entry that is needed, or not granted any more, is stale', () => {
    const exempt = { get: 'thought so', query: 'was granted once' };
    expect(judgePermissions(['get'], record, exempt).stale).toEqual(['get', 'query']);
  });
});

describe('the record of a test run', () => {
  test('holds what every stack of the run granted, and what was needed of it', async () => {
    await withFolder(async (folder) => {
      const statements = [
        { Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:DeleteMessage'], Resource: 'q' },
        { Effect: 'Deny', Action: 'sqs:PurgeQueue', Resource: '*' },
      ];
      const nowhere = { apiUrl: 'http://localhost', queuesUrl: 'http://localhost' };
      const { functions } = readStack(
        fixtureStack(folder, { Fn: { code: '', statements } }),
        nowhere,
      );
      const [fn] = functions;
      const [send] = fn?.role.grants ?? [];
      if (!fn || !send) throw new Error('the fixture has no grant');
      const granted = ['Fn: sqs:DeleteMessage on q', 'Fn: sqs:SendMessage on q'];
      expect(permissionsOf(functions).toSorted()).toEqual(granted);

      const facts = path.join(folder, 'facts');
      const used = usedPermissions(facts, functions);
      for (const _ of [1, 2]) used(fn, send);
      const file = path.join(folder, 'kept', 'record.json');
      expect(readRecord(file)).toBeUndefined();
      keepRecord(facts, file);
      expect(readRecord(file)).toEqual({ granted, used: ['Fn: sqs:SendMessage on q'] });
    });
  });

  test('is not written by a stack that nobody asked to', async () => {
    await withFolder(async (folder) => {
      usedPermissions(undefined, []);
      expect(existsSync(path.join(folder, 'facts'))).toBe(false);
    });
  });
});
