import { SQSClient } from '@aws-sdk/client-sqs';
import { PermitRequest } from '../../events/permit.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { rulesOf } from '../../shared/domain/catalogue.ts';
import { mintToken, PermitToken } from '../../shared/domain/token.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { ClaimPermitEnv, loadEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { jsonBody, parse } from '../../shared/http/request.ts';
import { isOnRecord } from '../../shared/ledger/dynamo-ledger.ts';
import { addHold } from '../../shared/ledger/holds-table.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { claimOutside } from '../../shared/sending/outside-permit.ts';
import { claimNew, dynamoPermits } from '../../shared/sending/permits.ts';
import { readSend, settleOutsideSend } from '../../shared/sending/sends-table.ts';
import { isSpoolEmpty } from '../../shared/spool-queue.ts';

const env = loadEnv(ClaimPermitEnv);
const database = dynamo();
const queues = new SQSClient({});
const contacts = provenKeys(database, env);
const links = linkKeys(env);
const measure = metricsOf(env.ENVIRONMENT);

/** POST /v1/permits: may a sender outside of this service start this one message, now? */
export const handler = door(async (event) => {
  const { clientId } = requireCaller(event, 'permits');
  const request = parse(PermitRequest, jsonBody(event));
  const granted = await claimOutside(
    {
      catalogue,
      allowedRecipients: env.ALLOWED_RECIPIENTS,
      keys: contacts,
      rules: rulesOf(catalogue, env),
      clock: systemClock,
      isSpoolEmpty: () => isSpoolEmpty(queues, env.WITHDRAWAL_SPOOL_URL),
      permits: dynamoPermits(database, env, claimNew),
      isOnRecord: (contactId) => isOnRecord(database, env.LEDGER_TABLE, contactId),
      addHold: (contactId, hold) => addHold(database, env.GATE_TABLE, contactId, hold),
      readSend: (send) => readSend(database, env.SENDS_TABLE, send),
      settle: (...told) => settleOutsideSend(database, env.SENDS_TABLE, ...told),
      async minter() {
        const ring = await links();
        return (token) => mintToken(ring, env.ENVIRONMENT, PermitToken, token);
      },
      measure,
    },
    clientId,
    request,
  );
  return jsonAnswer(201, granted);
});
