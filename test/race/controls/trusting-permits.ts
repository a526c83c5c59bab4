import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Gate } from '../../../events/gate.ts';
import { permission } from '../../../shared/domain/permission.ts';
import { conditionHeld } from '../../../shared/dynamo.ts';
import type { Claim, Permits } from '../../../shared/sending/permits.ts';
import { claimSend } from '../../../shared/sending/sends-table.ts';
import { OPEN } from '../../histories.ts';
import { realSystem } from '../system.ts';
import type { Database } from '../world.ts';

/** The gate is read and believed: a message is claimed as ever, but no permit is. */
export function trustingPermits(database: Database): Permits {
  return {
    ...realSystem.permits(database, new Map()),
    claim({ send, permitId, now }) {
      const { dynamo, tables } = database;
      const action = claimSend(tables.SENDS_TABLE, send, permitId, now);
      return conditionHeld(dynamo.send(new UpdateCommand(action)));
    },
    async release() {},
  };
}

/** The gate was asked when the message was accepted, and is not asked again. */
export function checkedAtEnqueue(
  database: Database,
  atAcceptance: ReadonlyMap<string, Gate>,
): Permits {
  return {
    ...trustingPermits(database),
    readGate: async (contactId) => atAcceptance.get(contactId),
  };
}

/** The gate is asked twice, the second time right before the call. */
export function checkedTwice(database: Database): Permits {
  const permits = trustingPermits(database);
  return {
    ...permits,
    async claim(claim: Claim) {
      if (!(await permits.claim(claim))) return false;
      const gate = await permits.readGate(claim.contactId);
      return permission(gate, claim.scope, claim.now, OPEN).allowed;
    },
  };
}
