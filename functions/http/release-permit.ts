import { PermitRelease } from '../../events/permit.ts';
import { PermitToken, readToken } from '../../shared/domain/token.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, ReleasePermitEnv } from '../../shared/env.ts';
import { ConsentError } from '../../shared/errors.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door } from '../../shared/http/door.ts';
import { parse } from '../../shared/http/request.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { type ReleasePorts, releaseOutside } from '../../shared/sending/outside-permit.ts';
import { dynamoPermits } from '../../shared/sending/permits.ts';
import { settleOutsideSend } from '../../shared/sending/sends-table.ts';

const env = loadEnv(ReleasePermitEnv);
const database = dynamo();
const links = linkKeys(env);
const ports: ReleasePorts = {
  permits: dynamoPermits(database, env),
  settle: (...told) => settleOutsideSend(database, env.SENDS_TABLE, ...told),
};

/** DELETE /v1/permits/{permitId}?outcome=sent|not_sent: the call is over, or will never be made. */
export const handler = door(async (event) => {
  const { clientId } = requireCaller(event, 'permits');
  const { outcome } = parse(PermitRelease, event.queryStringParameters ?? {});
  const id = event.pathParameters?.permitId ?? '';
  const token = readToken(await links.forToken(id), env.ENVIRONMENT, PermitToken, id);
  if (token?.client !== clientId) {
    throw new ConsentError('not_found', 'You have claimed no permit of this id.');
  }
  await releaseOutside(ports, token, outcome);
  return { statusCode: 204 };
});
