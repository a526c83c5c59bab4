import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld } from '../../shared/dynamo.ts';
import { record } from '../../shared/ledger/record.ts';
import { claimSend } from '../../shared/sending/sends-table.ts';
import type { Scenario } from './scenario.ts';
import { realSystem, type System } from './system.ts';

/** A deliberate mistake in one place, which the harness must catch: else it proves nothing. */
export type Control = {
  name: string;
  says: string;
  system: System;
  /** Makes the case likelier in which the mistake shows. */
  bias?: (scenario: Scenario) => Scenario;
};

export const controls: readonly Control[] = [
  {
    name: 'strong-read',
    says: 'the gate is read strongly and then trusted; no permit is claimed',
    system: {
      ...realSystem,
      permits: (database) => ({
        ...realSystem.permits(database),
        claim({ send, permitId, now }) {
          const { dynamo, tables } = database;
          const action = claimSend(tables.SENDS_TABLE, send, permitId, now);
          return conditionHeld(dynamo.send(new UpdateCommand(action)));
        },
        async release() {},
      }),
    },
  },
  {
    name: 'shared-permit',
    says: 'duplicates of a message share one permit id, so that one releases the other’s',
    system: { ...realSystem, newPermitId: () => 'any' },
    bias: (scenario) => ({
      ...scenario,
      deliveries: [0, 50, 100].map((atMs) => ({ messages: scenario.messages.slice(0, 1), atMs })),
      withdrawals: scenario.withdrawals.map((plan) => ({ ...plan, atMs: plan.atMs + 300 })),
      provider: { refuses: 0.7, inDoubt: 0, slowestMs: 20 },
      mishaps: { crash: 0, slow: 0, atCall: { crash: 0, slow: 0.5 }, haste: 0.1 },
      faults: { conflict: 0, lostAnswer: 0, serverError: 0, lateRequest: 0.2 },
    }),
  },
  {
    name: 'early-release',
    says: 'the permit is released before the provider call is awaited',
    system: {
      ...realSystem,
      permits: (database) => {
        const permits = realSystem.permits(database);
        return {
          ...permits,
          async claim(claim) {
            const held = await permits.claim(claim);
            if (held) await permits.release(claim.contactId, claim.permitId);
            return held;
          },
        };
      },
    },
  },
  {
    name: 'undrained',
    says: 'a withdrawal is answered as soon as it is committed',
    system: { ...realSystem, withdraw: record },
  },
  {
    name: 'no-kill',
    says: 'a sender is not killed at its timeout: its permit is only a lease',
    system: { ...realSystem, killSenderAfterMs: Number.POSITIVE_INFINITY },
    bias: ({ mishaps, ...scenario }) => ({
      ...scenario,
      mishaps: { ...mishaps, crash: 0, slow: 0, atCall: { crash: 0, slow: 0.9 } },
    }),
  },
];
