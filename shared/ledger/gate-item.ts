import * as z from 'zod';
import { Gate } from '../../events/gate.ts';
import { emptyGate, newGate } from '../domain/gate.ts';

/** In a table holds are a string set, which DynamoDB drops when it is empty. */
const Holds = z.set(z.string()).default(new Set());

/** No event yet: a hold came first, or a permit for post, which nobody has to have asked for. */
const BareItem = z.strictObject({
  contactId: Gate.shape.contactId,
  holds: Holds,
  heard: Gate.shape.heard,
  permits: Gate.shape.permits.default({}),
});

/** What stands there is no gate that this version can read: one of a later release, or one that a hand was at. */
export class UnreadableGate extends Error {
  override name = 'UnreadableGate';
}

/** Throws `UnreadableGate` on anything that is not a gate of this version: nothing may be permitted on it. */
export function parseGateItem(item: Record<string, unknown>): Gate {
  try {
    return parse(item);
  } catch (cause) {
    throw new UnreadableGate('a gate cannot be read', { cause });
  }
}

function parse(item: Record<string, unknown>): Gate {
  if (item.rev !== undefined) {
    const { holds, ...gate } = item;
    return Gate.parse({ ...gate, holds: holds === undefined ? [] : inOrder(Holds.parse(holds)) });
  }
  const { contactId, heard, holds, permits } = BareItem.parse(item);
  return { ...newGate(contactId, null, emptyGate), heard, permits, holds: inOrder(holds) };
}

const inOrder = (holds: ReadonlySet<string>) => [...holds].toSorted();
