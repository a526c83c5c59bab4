import { timingSafeEqual } from 'node:crypto';
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import type { ClientRate } from '../../events/api-key.ts';
import { findApiKey, hashSecret, parseKey } from '../../shared/api-keys.ts';
import { systemClock } from '../../shared/clock.ts';
import { dynamo, within } from '../../shared/dynamo.ts';
import { AuthorizeEnv, loadEnv } from '../../shared/env.ts';
import { rememberedKeys } from '../../shared/remembered-keys.ts';
import { countRequests, requestRates } from '../../shared/request-rate.ts';

const env = loadEnv(AuthorizeEnv);
const database = dynamo();
const table = env.OPERATIONS_TABLE;

// Both fit into the function's own time, so that a store that says nothing costs no answer.
const FIND_LIMIT_MS = 2_000;
const COUNT_LIMIT_MS = 1_000;
const inTime = (milliseconds: number) => within(database, AbortSignal.timeout(milliseconds));

const findKey = rememberedKeys(
  (keyId) => findApiKey(inTime(FIND_LIMIT_MS), table, keyId),
  systemClock,
);
const rateOf = requestRates(
  (...requests) => countRequests(inTime(COUNT_LIMIT_MS), table)(...requests),
  env.RATE_LIMIT_PER_MINUTE,
  systemClock,
);

type Found = { clientId: string; scopes: string } & Partial<ClientRate>;
type Answer = APIGatewaySimpleAuthorizerWithContextResult<Found>;

const REFUSED: Answer = { isAuthorized: false, context: { clientId: '', scopes: '' } };

/** The authorizer of every keyed route: `Authorization: Bearer <key>`. Its answers are never cached. */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> {
  const [, presented] = /^Bearer (\S{1,200})$/i.exec(event.headers?.authorization ?? '') ?? [];
  const key = parseKey(presented ?? '');
  if (!key) return REFUSED;
  // Throws for a key that is neither readable nor remembered: the gateway answers with a 500 of its own.
  const known = await findKey(key.keyId);
  const expected = Buffer.from(known?.secretHash ?? hashSecret(''), 'hex');
  const matches = timingSafeEqual(Buffer.from(hashSecret(key.secret), 'hex'), expected);
  if (!known || !matches || known.revokedAt !== null) return REFUSED;
  const { clientId, scopes } = known;
  // An authorizer can only say no with a 403: it lets a limited client through, for the door to answer 429.
  const rate = await rateOf(clientId);
  return { isAuthorized: true, context: { clientId, scopes: scopes.join(' '), ...rate } };
}
