import * as z from 'zod';
import { httpService } from '../http-service.ts';
import { readBody } from '../read-body.ts';
import type { Service } from '../running.ts';
import type { LocalSecret } from '../template/read-stack.ts';
import { keptSecrets } from './kept-secrets.ts';

const MAX_BODY_BYTES = 64 * 1024;

const GetSecretValue = z.looseObject({ SecretId: z.string() });

/** A double of Secrets Manager: `GetSecretValue` by ARN or name, and nothing else. */
export function secretsManager(
  declared: readonly LocalSecret[],
  port: number,
  folder: string,
): Service {
  const server = httpService('Secrets Manager double', port, async (request, response) => {
    const body = await readBody(request, MAX_BODY_BYTES);
    const target = String(request.headers['x-amz-target'] ?? '');
    const { status, answer } = answerCall(target, body?.toString() ?? '');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  });

  function answerCall(target: string, body: string): { status: number; answer: object } {
    if (target !== 'secretsmanager.GetSecretValue') {
      return refusal('UnknownOperationException', `The local double does not know ${target}.`);
    }
    const { SecretId } = GetSecretValue.parse(JSON.parse(body));
    const secret = declared.find(({ arn, name }) => arn === SecretId || name === SecretId);
    if (!secret) {
      return refusal(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    }
    const { arn: ARN, name: Name } = secret;
    const version = { VersionId: 'local', VersionStages: ['AWSCURRENT'] };
    // Read anew each time: an operator may change one while everything runs.
    const values = keptSecrets(folder, declared);
    return { status: 200, answer: { ARN, Name, SecretString: values[Name], ...version } };
  }

  return {
    ...server,
    async start() {
      keptSecrets(folder, declared);
      await server.start();
    },
  };
}

function refusal(type: string, message: string): { status: number; answer: object } {
  return { status: 400, answer: { __type: type, message } };
}
