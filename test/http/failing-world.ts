import { startFailingStore } from './failing-store.ts';
import { startQueues } from './queue-world.ts';
import { startWorld } from './world.ts';

const SPOOL = 'withdrawal-spool';

/** A world whose store can be made to fail, with a real spool beside it and the spool's consumer. */
export async function startFailingWorld() {
  const world = await startWorld();
  const store = await startFailingStore(world.endpoint);
  const queues = await startQueues(SPOOL);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    WITHDRAWAL_SPOOL_URL: queues.urlOf(SPOOL),
  });
  const { handler } = await import('../../functions/queue/apply-spooled-withdrawals.ts');
  return {
    ...{ world, store, queues, consume: handler },
    drainSpool: () => queues.drain(SPOOL),
    async stop() {
      await queues.stop();
      await store.stop();
      await world.stop();
    },
  };
}
