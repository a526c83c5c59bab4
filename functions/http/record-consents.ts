import { SQSClient } from '@aws-sdk/client-sqs';
import type { ConsentReceived } from '../../events/consent.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, RecordConsentsEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { idempotencyKey } from '../../shared/http/idempotency-key.ts';
import { problemResponse } from '../../shared/http/problem.ts';
import { jsonBody } from '../../shared/http/request.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { onlyWithdraws } from '../../shared/readable-stops.ts';
import { recordConsents } from '../../shared/record-consents.ts';
import { withdrawPorts } from '../../shared/withdraw-ports.ts';

const env = loadEnv(RecordConsentsEnv);
const database = dynamo();
const withdrawals = withdrawPorts(database, new SQSClient({}), env);
const contacts = provenKeys(database, env, { records: true });

const NOT_YET: ConsentReceived = {
  received: true,
  message:
    'Received, and not yet in force: our records cannot be reached at the moment. Nothing more is needed; the same request under the same key answers with its receipt once it is.',
};

/** POST /v1/consents: a server reports what a person said elsewhere. A no is taken at any rate. */
export const handler = door(
  async (event) => {
    const { clientId } = requireCaller(event, 'record');
    const key = idempotencyKey(event);
    const reporter = {
      source: 'api',
      caller: `consents:${clientId}`,
      idempotencyKey: key,
    } as const;
    const recorded = await recordConsents(jsonBody(event), reporter, {
      catalogue,
      keys: await contacts(),
      withdrawals,
      linkedContacts: (contactId) => linkedContacts(database, env.OPERATIONS_TABLE, contactId),
    });
    if (recorded === 'spooled') return jsonAnswer(202, NOT_YET);
    return jsonAnswer(recorded.isRepeated ? 200 : 201, recorded.receipt);
  },
  problemResponse,
  (event) => onlyWithdraws(jsonBody(event)),
);
