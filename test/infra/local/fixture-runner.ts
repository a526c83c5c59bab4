import { startLocal } from '../../../infra/local/start-local.ts';
import { fixtureStack } from './fixture-stack.ts';

// A runner of its own process: `fixture-runner.ts FOLDER`. It says when it is ready and waits to be killed.
const folder = process.argv[2] ?? '';

const CODE = `import { appendFileSync } from 'node:fs';
export const handler = async ({ Records }) => {
  for (const r of Records) appendFileSync(${JSON.stringify(`${folder}/seen`)}, r.dynamodb.Keys.pk.S + '\\n');
};`;

const stack = await startLocal({
  folder,
  withoutConsole: true,
  assemble: () =>
    fixtureStack(
      folder,
      { Route: { code: CODE } },
      {
        Ledger: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
            DeletionProtectionEnabled: true,
          },
        },
        Pepper: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { GenerateSecretString: { PasswordLength: 20 } },
        },
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Ledger', 'StreamArn'] },
            FunctionName: { Ref: 'Route' },
            StartingPosition: 'TRIM_HORIZON',
          },
        },
      },
    ),
});
console.log(JSON.stringify({ event: 'ready', dynamodb: stack.endpoints.dynamodb }));
