import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CANARY_KEY, canaryOf } from '../domain/canary.ts';
import type { Dynamo } from '../dynamo.ts';
import { ConsentError } from '../errors.ts';
import { log, traceOf } from '../log.ts';
import { type ContactKeys, contactKeys } from '../secrets.ts';

const CanaryItem = z.object({ canary: z.string() });

type Env = { PEPPER_SECRET_ID: string; LEDGER_TABLE: string };

/** `records`: this function writes events, so it lays the canary down before the first of them. */
type Options = { records: boolean };

type Place = { dynamo: Dynamo; table: string } & Options;

/**
 * The contact keys, once they are known to be those that the ledger's ids were made with. Under another pepper
 * every lookup misses, and whoever has left looks like somebody unknown (KEY-3): then, and wherever that cannot
 * be found out, it throws `unavailable`. Without a canary nothing was ever recorded; that may change at any
 * moment, so until then nothing is kept.
 */
export function provenKeys(
  dynamo: Dynamo,
  env: Env,
  options: Options = { records: false },
): () => Promise<ContactKeys> {
  const place = { dynamo, table: env.LEDGER_TABLE, ...options };
  let proven: ContactKeys | undefined;
  return async () => {
    if (proven) return proven;
    try {
      const keys = await contactKeys(env)();
      if (await isOurs(keys, place)) proven = keys;
      return keys;
    } catch (error) {
      const detail = 'This cannot be answered safely right now. Send the same request again.';
      log('error', 'no proven pepper', { error: traceOf(error) });
      throw new ConsentError('unavailable', detail, { cause: error });
    }
  };
}

/** False if the ledger has no canary yet. Throws if it has another. */
async function isOurs(keys: ContactKeys, place: Place): Promise<boolean> {
  const own = canaryOf(keys.pepper);
  const known = (await readCanary(place)) ?? (place.records ? await layDown(own, place) : null);
  if (known !== null && known !== own) throw new PepperMismatch();
  return known !== null;
}

/** The pepper is not the one that the ledger was begun with: restore the secret's first value. */
class PepperMismatch extends Error {
  override name = 'PepperMismatch';
}

async function readCanary({ dynamo, table }: Place): Promise<string | null> {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: CANARY_KEY, ConsistentRead: true }),
  );
  return Item ? CanaryItem.parse(Item).canary : null;
}

/** Whoever is first lays it down for ever; the others compare. */
async function layDown(canary: string, place: Place): Promise<string> {
  const Put = {
    TableName: place.table,
    Item: { ...CANARY_KEY, canary },
    ConditionExpression: 'attribute_not_exists(pk)',
  };
  try {
    await place.dynamo.send(new TransactWriteCommand({ TransactItems: [{ Put }] }));
    return canary;
  } catch (error) {
    const known = error instanceof TransactionCanceledException ? await readCanary(place) : null;
    if (known === null) throw error;
    return known;
  }
}
