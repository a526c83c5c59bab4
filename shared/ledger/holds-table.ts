import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactId } from '../../events/scope.ts';
import { conditionHeld, type Dynamo } from '../dynamo.ts';

/** One write that blocks the whole contact point, known or not; repeating it changes nothing. */
export async function addHold(
  dynamo: Dynamo,
  table: string,
  contactId: ContactId,
  hold: string,
): Promise<void> {
  await dynamo.send(
    new UpdateCommand({
      TableName: table,
      Key: { contactId },
      UpdateExpression: 'ADD holds :hold',
      ExpressionAttributeValues: { ':hold': new Set([hold]) },
    }),
  );
}

/** Lifts exactly this hold. False, and nothing written, if it is not there, or if the gate is no longer at `rev`. */
export async function liftHold(
  dynamo: Dynamo,
  table: string,
  contactId: ContactId,
  hold: string,
  rev?: number,
): Promise<boolean> {
  const unmoved = rev === 0 ? ' AND attribute_not_exists(rev)' : ' AND rev = :rev';
  return conditionHeld(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { contactId },
        UpdateExpression: 'DELETE holds :hold',
        ConditionExpression: `contains(holds, :name)${rev === undefined ? '' : unmoved}`,
        ExpressionAttributeValues: {
          ':hold': new Set([hold]),
          ':name': hold,
          ...(rev !== undefined && rev > 0 && { ':rev': rev }),
        },
      }),
    ),
  );
}
