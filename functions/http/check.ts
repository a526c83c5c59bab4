import { type CheckAnswer, CheckRequest } from '../../events/verdict.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { checkAll } from '../../shared/check.ts';
import { systemClock } from '../../shared/clock.ts';
import { rulesOf } from '../../shared/domain/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { CheckEnv, loadEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { jsonBody, parse } from '../../shared/http/request.ts';
import { readGates } from '../../shared/ledger/gate-table.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';

const env = loadEnv(CheckEnv);
const database = dynamo();
const contacts = provenKeys(database, env);

/** POST /v1/checks: advice, for planning. Only a permit lets a message start. */
export const handler = door(async (event) => {
  requireCaller(event, 'check');
  const { items } = parse(CheckRequest, jsonBody(event));
  const answer: CheckAnswer = {
    items: await checkAll(items, {
      catalogue,
      keys: contacts,
      readGates: (ids) => readGates(database, env.GATE_TABLE, ids, systemClock),
      rules: rulesOf(catalogue, env),
      now: systemClock.now(),
    }),
  };
  return jsonAnswer(200, answer);
});
