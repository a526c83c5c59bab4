import type { SQSEvent } from 'aws-lambda';
import { SuppressionUpdate } from '../../events/suppression.ts';
import { eachMessage } from '../../shared/batch.ts';
import { suppressionsOf } from '../../shared/domain/suppressions.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, ProjectSuppressionsEnv } from '../../shared/env.ts';
import { inTurn } from '../../shared/in-turn.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { putSuppression } from '../../shared/suppression-table.ts';
import { measureTimeToStop } from '../../shared/time-to-stop.ts';

const env = loadEnv(ProjectSuppressionsEnv);
const database = dynamo();
const measure = metricsOf(env.ENVIRONMENT);

/** How many entries of one contact point are written at once: a gate may have some hundreds. */
const WIDTH = 8;

/** Queue of suppression updates: the list shows the whole state at the gate's revision, whatever came late or twice. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async ({ body }) => {
    const { contactId } = SuppressionUpdate.parse(JSON.parse(body));
    const gate = await readGate(database, env.GATE_TABLE, contactId);
    if (!gate) throw new Error('news of a contact point without a gate');
    await inTurn(suppressionsOf(gate), WIDTH, async (suppression) => {
      const isNews = await putSuppression(database, env.SUPPRESSION_TABLE, gate, suppression);
      if (isNews) measureTimeToStop(measure, 'suppression-list', suppression.at);
    });
    return 'done';
  });
