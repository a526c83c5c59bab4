import { timingSafeEqual } from 'node:crypto';
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import { findApiKey, hashSecret, parseKey } from '../../shared/api-keys.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { AuthorizeEnv, loadEnv } from '../../shared/env.ts';

const env = loadEnv(AuthorizeEnv);
const database = dynamo();

type Answer = APIGatewaySimpleAuthorizerWithContextResult<{ clientId: string; scopes: string }>;

const REFUSED: Answer = { isAuthorized: false, context: { clientId: '', scopes: '' } };

/** The authorizer of every keyed route: `Authorization: Bearer <key>`. Its answers are never cached. */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> {
  const [, presented] = /^Bearer (\S{1,200})$/i.exec(event.headers?.authorization ?? '') ?? [];
  const key = parseKey(presented ?? '');
  if (!key) return REFUSED;
  const known = await findApiKey(database, env.OPERATIONS_TABLE, key.keyId);
  const expected = Buffer.from(known?.secretHash ?? hashSecret(''), 'hex');
  const matches = timingSafeEqual(Buffer.from(hashSecret(key.secret), 'hex'), expected);
  if (!known || !matches || known.revokedAt !== null) return REFUSED;
  return {
    isAuthorized: true,
    context: { clientId: known.clientId, scopes: known.scopes.join(' ') },
  };
}
