import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ContactId } from '../../events/scope.ts';
import type { ServiceMessage } from '../../events/service-message.ts';
import {
  type Allowance,
  forgive,
  type Spending,
  type Spent,
  spend,
} from '../domain/message-budget.ts';
import type { ConfirmedChannel } from '../domain/pending.ts';
import { conditionHeld, type Dynamo } from '../dynamo.ts';
import { windowCounter } from '../window-counter.ts';

type Kind = ServiceMessage['kind'];

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A16: whoever signs an address up again and again, its owner gets three messages, and then silence. */
export const ALLOWANCES: Record<Kind, Allowance> = {
  confirmation: { most: 3, withinMs: 30 * DAY_MS, apartMs: 5 * MINUTE_MS },
  // Whoever lost the link to their preferences can ask again; nobody else can fill their mailbox with it.
  preferences: { most: 3, withinMs: 7 * DAY_MS, apartMs: 5 * MINUTE_MS },
};

/** What a message is sent for: never two for one. */
export const causeOf = (message: ServiceMessage, channel: ConfirmedChannel): string =>
  `${channel} ${message.kind === 'confirmation' ? message.seq : message.kind} ${message.askedAt}`;

const WINDOW_MS = 60 * MINUTE_MS;

const BudgetItem = z.object({
  version: z.int().min(1),
  spent: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      cause: z.string(),
      forgiven: z.literal(true).optional(),
    }),
  ),
});

/** What a contact point, a network and all together may still be sent. */
export type Budgets = {
  /** What `take` would answer. */
  look(contactId: ContactId, kind: Kind, cause: string, now: Date): Promise<Spending['outcome']>;
  /** Takes one message from what the contact point may be sent. `too soon` also where others take at once. */
  take(contactId: ContactId, kind: Kind, cause: string, now: Date): Promise<Spending['outcome']>;
  /** For whoever has answered. */
  forgive(contactId: ContactId, kind: Kind): Promise<void>;
  /** What was taken for nothing. */
  giveBack(contactId: ContactId, kind: Kind, cause: string): Promise<void>;
  /** Whether one more of this hour fits into what these heaps may be sent; it counts either way. */
  fits(heap: string, mostPerHour: number, now: Date): Promise<boolean>;
};

export function dynamoBudgets(dynamo: Dynamo, table: string): Budgets {
  const keyOf = (contactId: ContactId, kind: Kind) => ({ pk: `BUDGET#${contactId}`, sk: kind });

  async function read(contactId: ContactId, kind: Kind) {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key: keyOf(contactId, kind), ConsistentRead: true }),
    );
    return Item ? BudgetItem.parse(Item) : { version: 0, spent: [] };
  }

  const write = (
    contactId: ContactId,
    kind: Kind,
    { version, spent }: { version: number; spent: Spent },
  ): Promise<boolean> =>
    conditionHeld(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(contactId, kind),
          UpdateExpression: 'SET spent = :spent, #version = :next',
          ConditionExpression:
            version === 0 ? 'attribute_not_exists(#version)' : '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':spent': spent,
            ':next': version + 1,
            ...(version > 0 && { ':read': version }),
          },
        }),
      ),
    );

  return {
    async look(contactId, kind, cause, now) {
      const { spent } = await read(contactId, kind);
      return spend(spent, cause, now, ALLOWANCES[kind]).outcome;
    },
    async take(contactId, kind, cause, now) {
      const { version, spent } = await read(contactId, kind);
      const spending = spend(spent, cause, now, ALLOWANCES[kind]);
      if (spending.outcome !== 'spent') return spending.outcome;
      const isMine = await write(contactId, kind, { version, spent: spending.after });
      return isMine ? 'spent' : 'too soon';
    },
    async forgive(contactId, kind) {
      const { version, spent } = await read(contactId, kind);
      // Who comes in between takes one more, and its budget begins anew with the next answer.
      if (version > 0) await write(contactId, kind, { version, spent: forgive(spent) });
    },
    async giveBack(contactId, kind, cause) {
      const { version, spent } = await read(contactId, kind);
      const left = spent.filter((one) => one.cause !== cause);
      // If another comes in between, this one stays spent: too few messages do less harm than too many.
      await write(contactId, kind, { version, spent: left });
    },
    async fits(heap, mostPerHour, now) {
      const count = windowCounter(dynamo, table, `BUDGET#${heap}`);
      const sent = await count(Math.floor(now.getTime() / WINDOW_MS), 1);
      return sent !== null && sent <= mostPerHour;
    },
  };
}
