import * as z from 'zod';
import { ANY_RESOURCE, type Call, localArn, type Need, need, operationOf } from '../need.ts';

const Body = z.looseObject({ QueueUrl: z.string().optional(), QueueName: z.string().optional() });

/** A batch needs the permission of its single operation, once. */
export function sqsNeeds(call: Call): Need[] {
  const { QueueUrl, QueueName } = Body.parse(JSON.parse(call.body));
  const name = QueueUrl?.split('/').at(-1) ?? QueueName;
  const action = `sqs:${operationOf(call).replace(/Batch$/, '')}`;
  return [need(action, name === undefined ? ANY_RESOURCE : localArn('sqs', name))];
}
