import { ConsentSubmission } from '../../events/consent.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, RecordConsentsEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { idempotencyKey } from '../../shared/http/idempotency-key.ts';
import { jsonBody, parse } from '../../shared/http/request.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { recordConsents } from '../../shared/record-consents.ts';

const env = loadEnv(RecordConsentsEnv);
const database = dynamo();
const store = dynamoLedger(database, env, keysTable(database, env));
const contacts = provenKeys(database, env, { records: true });

/** POST /v1/consents: a server reports what a person said elsewhere. */
export const handler = door(async (event) => {
  const { clientId } = requireCaller(event, 'record');
  const key = idempotencyKey(event);
  const submission = parse(ConsentSubmission, jsonBody(event));
  const reporter = { source: 'api', caller: `consents:${clientId}`, idempotencyKey: key } as const;
  const { isRepeated, receipt } = await recordConsents(submission, reporter, {
    catalogue,
    keys: await contacts(),
    store,
    clock: systemClock,
    linkedContacts: (contactId) => linkedContacts(database, env.OPERATIONS_TABLE, contactId),
  });
  return jsonAnswer(isRepeated ? 200 : 201, receipt);
});
