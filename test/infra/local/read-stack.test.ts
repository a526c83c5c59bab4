import { describe, expect, test } from '@jest/globals';
import { readStack } from '../../../infra/local/template/read-stack.ts';
import { fixtureApi, fixtureStack, withFolder } from './fixture-stack.ts';

const ADDRESSES = { apiUrl: 'http://localhost:4101', queuesUrl: 'http://127.0.0.1:4566' };

const read = (Resources: object, Outputs?: object) =>
  readStack({ template: { Resources, Outputs }, bundles: {} }, ADDRESSES);

describe('what the template declares is what is started', () => {
  test('an unknown resource type is refused by name', () => {
    const Resources = { Topic: { Type: 'AWS::Kinesis::Stream', Properties: {} } };
    expect(() => read(Resources)).toThrow(/^Topic: .*AWS::Kinesis::Stream/);
  });

  test('a type that is ignored for a reason is not started', () => {
    const Resources = { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { Anything: true } } };
    expect(read(Resources).names).toEqual({});
  });

  test('an unknown property of a started type is refused by name', () => {
    const Properties = { FifoQueue: true };
    const Resources = { Work: { Type: 'AWS::SQS::Queue', Properties } };
    expect(() => read(Resources)).toThrow(/^Work \(AWS::SQS::Queue\).*FifoQueue/);
  });

  test('a value that cannot be honoured is refused with its place', () => {
    const Properties = {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'LIST' }],
      AttributeDefinitions: [],
    };
    const Resources = { T: { Type: 'AWS::DynamoDB::Table', Properties } };
    expect(() => read(Resources)).toThrow('T.KeySchema.0.KeyType');
  });

  test('an intrinsic function that is not known is refused', () => {
    const Properties = { QueueName: { 'Fn::ImportValue': 'elsewhere' } };
    expect(() => read({ Q: { Type: 'AWS::SQS::Queue', Properties } })).toThrow('Fn::ImportValue');
  });

  test('a reference to what is not started is refused', () => {
    const Outputs = { Logs: { Value: { Ref: 'Logs' } } };
    const Resources = { Logs: { Type: 'AWS::Logs::LogGroup' } };
    expect(() => read(Resources, Outputs)).toThrow(/^Logs \(AWS::Logs/);
  });

  test('references, joins, substitutions, selections and splits are resolved', () => {
    const outputs = {
      Url: { Ref: 'Work' },
      Arn: { 'Fn::GetAtt': ['Work', 'Arn'] },
      Api: { 'Fn::GetAtt': 'Api.ApiEndpoint' },
      Joined: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder.
      Sub: { 'Fn::Sub': '${Work.QueueName}@${AWS::AccountId} ${!Literal}' },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder.
      SubWith: { 'Fn::Sub': ['${X}!', { X: { Ref: 'Bucket' } }] },
      Picked: { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] },
    };
    const Outputs = Object.fromEntries(Object.entries(outputs).map(([k, Value]) => [k, { Value }]));
    const Resources = {
      Work: { Type: 'AWS::SQS::Queue' },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    };
    expect(read(Resources, Outputs).outputs).toEqual({
      Url: 'http://127.0.0.1:4566/000000000000/Work',
      Arn: 'arn:aws:sqs:eu-west-2:000000000000:Work',
      Api: 'http://localhost:4101',
      Joined: 'a-eu-west-2',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder.
      Sub: 'Work@000000000000 ${Literal}',
      SubWith: 'bucket!',
      Picked: 'b',
    });
  });

  test('an event source from elsewhere is refused', async () => {
    await withFolder(async (folder) => {
      const { template, bundles } = fixtureStack(
        folder,
        { Consume: { code: '' } },
        {
          Mapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              EventSourceArn: 'arn:aws:sqs:x:1:other',
              FunctionName: { Ref: 'Consume' },
            },
          },
        },
      );
      expect(() => readStack({ template, bundles }, ADDRESSES)).toThrow(/^Mapping: its source/);
    });
  });
});

describe('a route that asks for a key never falls open', () => {
  const authorizer = (AuthorizerResultTtlInSeconds?: number) => ({
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: 'Api' },
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      AuthorizerUri: { 'Fn::GetAtt': ['Fn', 'Arn'] },
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
      ...(AuthorizerResultTtlInSeconds !== undefined && { AuthorizerResultTtlInSeconds }),
    },
  });
  const readApi = (resources: Record<string, { Type: string }>, route: Record<string, unknown>) =>
    withFolder(async (folder) => {
      const api = fixtureApi({ 'GET /x': { fn: 'Fn', properties: route } });
      const stack = fixtureStack(folder, { Fn: { code: '' } }, { ...api, ...resources });
      return readStack(stack, ADDRESSES).api;
    });

  test('its authorizer is read', async () => {
    const route = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Key' } };
    const api = await readApi({ Key: authorizer(0) }, route);
    expect(api?.routes[0]?.authorizer?.identityHeaders).toEqual(['authorization']);
  });

  test('a cached or unstated lifetime of its answers is refused', async () => {
    const route = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Key' } };
    for (const seconds of [300, undefined]) {
      await expect(readApi({ Key: authorizer(seconds) }, route)).rejects.toThrow(
        'Key.AuthorizerResultTtlInSeconds',
      );
    }
  });

  test('a missing authorizer is refused', async () => {
    await expect(readApi({}, { AuthorizationType: 'CUSTOM' })).rejects.toThrow('(none)');
  });
});
