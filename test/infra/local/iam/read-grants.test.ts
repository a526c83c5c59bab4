import { describe, expect, test } from '@jest/globals';
import { describeGrant, readGrants } from '../../../../infra/local/iam/grant.ts';
import { readStack } from '../../../../infra/local/template/read-stack.ts';
import { fixtureStack, withFolder } from '../fixture-stack.ts';

const read = (statement: object) =>
  readGrants(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...statement }],
    },
    'TheirPolicy',
  );

describe('a policy', () => {
  test('is one grant for each action on each resource', () => {
    const grants = read({
      Action: ['dynamodb:GetItem', 'dynamodb:Query'],
      Resource: ['a', 'b'],
      Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['x', 'y'] } },
    });
    const only = ' if dynamodb:EnclosingOperation ForAnyValue:StringEquals x, y';
    expect(grants.map(describeGrant)).toEqual([
      `dynamodb:GetItem on a${only}`,
      `dynamodb:GetItem on b${only}`,
      `dynamodb:Query on a${only}`,
      `dynamodb:Query on b${only}`,
    ]);
  });

  test('for logs and traces grants nothing that is asked for here', () => {
    expect(read({ Action: ['logs:PutLogEvents', 'xray:PutTraceSegments'] })).toEqual([]);
  });

  test.each([
    [
      'an operator',
      { Condition: { NumericLessThan: { 'aws:SecureTransport': '1' } } },
      'NumericLessThan',
    ],
    ['Null', { Condition: { Null: { 'aws:SecureTransport': 'true' } } }, 'operator Null'],
    ['a quantifier', { Condition: { 'ForMostValues:StringEquals': {} } }, 'ForMostValues'],
    ['a key', { Condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } } }, 'dynamodb:Select'],
    [
      'a key in other case',
      { Condition: { Bool: { 'aws:securetransport': 'true' } } },
      'securetransport',
    ],
    ['a service', { Action: 'kinesis:PutRecord' }, 'kinesis:PutRecord'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's variable.
    ['a variable', { Resource: 'arn:aws:s3:::${aws:username}' }, 'variables'],
    ['NotAction', { NotAction: 's3:*' }, 'NotAction'],
    ['NotResource', { NotResource: '*' }, 'NotResource'],
    ['another effect', { Effect: 'Perhaps' }, 'Effect'],
  ])('with %s that is not known is refused at the start, by its name', (_, statement, named) => {
    expect(() => read(statement)).toThrow(/^TheirPolicy/);
    expect(() => read(statement)).toThrow(named);
  });
});

describe('a function', () => {
  const addresses = { apiUrl: 'http://localhost', queuesUrl: 'http://localhost' };
  const Type = 'AWS::IAM::Role';

  test('has what its role says itself, and what is attached to it', async () => {
    await withFolder(async (folder) => {
      const own = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'own' };
      const document = { Version: '2012-10-17', Statement: [own] };
      const statements = [
        { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['T', 'Arn'] } },
      ];
      const assembly = fixtureStack(
        folder,
        { Fn: { code: '', statements } },
        {
          T: {
            Type: 'AWS::DynamoDB::Table',
            Properties: { KeySchema: [], AttributeDefinitions: [] },
          },
        },
      );
      const { Resources } = assembly.template as { Resources: Record<string, object> };
      const Policies = [{ PolicyName: 'own', PolicyDocument: document }];
      Resources.FnRole = { Type, Properties: { Policies } };
      const [fn] = readStack(assembly, addresses).functions;
      expect(fn?.role.grants.map(describeGrant)).toEqual([
        'sqs:SendMessage on own',
        'dynamodb:GetItem on arn:aws:dynamodb:eu-west-2:000000000000:table/T',
      ]);
    });
  });

  test('whose role is not there, or bounded, or managed from afar, is refused', async () => {
    await withFolder(async (folder) => {
      const withRole = (role: object | undefined) => {
        const assembly = fixtureStack(folder, { Fn: { code: '', properties: { Role: 'arn:x' } } });
        const { Resources } = assembly.template as { Resources: Record<string, object> };
        if (role) Resources.FnRole = role;
        return () => readStack(assembly, addresses);
      };
      expect(withRole(undefined)).toThrow('Fn: arn:x is not a role of this stack.');
      const boundary = { PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
      expect(withRole({ Type, Properties: boundary })).toThrow('PermissionsBoundary');
      const managed = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
      expect(withRole({ Type, Properties: managed })).toThrow('AdministratorAccess');
    });
  });
});
