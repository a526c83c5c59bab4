import { LOCAL_ACCOUNT, LOCAL_REGION } from '../aws-local.ts';
import { LocalError } from '../local-error.ts';
import { type Names, resolve } from './resolve.ts';
import { isStarted, type StartedType } from './resource-properties.ts';
import type { Template } from './template.ts';

/** Where the stack will listen; known before anything is started. */
export type Addresses = { apiUrl: string; queuesUrl: string };

type Named = { ref: string; attributes: Readonly<Record<string, string>> };

// SecretsManager appends six characters of its own to a secret's ARN.
export const SECRET_ARN_SUFFIX = 'local0';

const NAME_PROPERTIES: Partial<Record<StartedType, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SMSVOICE::ConfigurationSet': 'ConfigurationSetName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
};

/** The names, addresses and ARNs of all that the template declares and the local stack starts. */
export function nameResources(template: Template, addresses: Addresses): Names {
  const named = (logicalId: string): Named => {
    const resource = template.Resources[logicalId];
    if (!resource || !isStarted(resource.Type)) {
      throw new LocalError(
        `${logicalId} (${resource?.Type ?? 'not a resource'}) is used as a value, but the local stack does not start it.`,
      );
    }
    const property = NAME_PROPERTIES[resource.Type];
    const given = property === undefined ? undefined : resource.Properties?.[property];
    const name = given === undefined ? logicalId : String(resolve(given, names, logicalId));
    return nameOne(resource.Type, name, addresses);
  };
  const names: Names = {
    ref: (logicalId) => named(logicalId).ref,
    attribute(logicalId, attribute) {
      const value = named(logicalId).attributes[attribute];
      if (value !== undefined) return value;
      throw new LocalError(
        `${logicalId}: the local stack does not know the attribute ${attribute}.`,
      );
    },
  };
  return names;
}

function nameOne(type: StartedType, name: string, { apiUrl, queuesUrl }: Addresses): Named {
  switch (type) {
    case 'AWS::DynamoDB::Table': {
      const Arn = arn('dynamodb', `table/${name}`);
      return { ref: name, attributes: { Arn, StreamArn: `${Arn}/stream/local` } };
    }
    case 'AWS::SQS::Queue': {
      const url = `${queuesUrl}/${LOCAL_ACCOUNT}/${name}`;
      return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
    }
    case 'AWS::S3::Bucket': {
      // A logical id has capitals, a bucket's name has none.
      const bucket = name.toLowerCase();
      return { ref: bucket, attributes: { Arn: `arn:aws:s3:::${bucket}` } };
    }
    case 'AWS::SecretsManager::Secret': {
      const secretArn = arn('secretsmanager', `secret:${name}-${SECRET_ARN_SUFFIX}`);
      return { ref: secretArn, attributes: { Id: secretArn } };
    }
    case 'AWS::KMS::Key':
      return { ref: name, attributes: { Arn: arn('kms', `key/${name}`), KeyId: name } };
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    case 'AWS::IAM::Role':
      return { ref: name, attributes: { Arn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${name}` } };
    case 'AWS::ApiGatewayV2::Api':
      return { ref: name, attributes: { ApiEndpoint: apiUrl, ApiId: name } };
    case 'AWS::KMS::Alias':
    case 'AWS::IAM::Policy':
    case 'AWS::SES::ConfigurationSet':
    case 'AWS::SMSVOICE::ConfigurationSet':
    case 'AWS::Lambda::EventSourceMapping':
    case 'AWS::ApiGatewayV2::Route':
    case 'AWS::ApiGatewayV2::Integration':
    case 'AWS::ApiGatewayV2::Authorizer':
      return { ref: name, attributes: {} };
  }
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`;
}
