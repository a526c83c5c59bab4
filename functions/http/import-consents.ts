import { SQSClient } from '@aws-sdk/client-sqs';
import { ImportRequest } from '../../events/consent.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, RecordConsentsEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { idempotencyKey } from '../../shared/http/idempotency-key.ts';
import { jsonBody, parse } from '../../shared/http/request.ts';
import { importConsents } from '../../shared/import-consents.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { withdrawPorts } from '../../shared/withdraw-ports.ts';

const env = loadEnv(RecordConsentsEnv);
const database = dynamo();
const withdrawals = withdrawPorts(database, new SQSClient({}), env);
const contacts = provenKeys(database, env, { records: true });

/** POST /v1/imports: what the company's older books say; it fills gaps and never argues with the ledger. */
export const handler = door(async (event) => {
  const { clientId } = requireCaller(event, 'import');
  const key = idempotencyKey(event);
  const request = parse(ImportRequest, jsonBody(event));
  const report = await importConsents(
    request,
    { clientId, idempotencyKey: key },
    {
      catalogue,
      keys: await contacts(),
      withdrawals,
      linkedContacts: (contactId) => linkedContacts(database, env.OPERATIONS_TABLE, contactId),
    },
  );
  return jsonAnswer(200, report);
});
