import { type MessageStatus, SendState } from '../../events/message.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { GetMessageEnv, loadEnv } from '../../shared/env.ts';
import { ConsentError } from '../../shared/errors.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { isMessageId, readMessage } from '../../shared/sending/messages-table.ts';
import { messageKey, readMessageSends } from '../../shared/sending/sends-table.ts';

const env = loadEnv(GetMessageEnv);
const database = dynamo();

/** GET /v1/messages/{messageId}: only the client that sent it sees it. */
export const handler = door(async (event) => {
  const { clientId } = requireCaller(event, 'send');
  const messageId = event.pathParameters?.messageId ?? '';
  // What cannot be one is not looked up: a text that is too long for a key would be a fault of the table's.
  const message = isMessageId(messageId)
    ? await readMessage(database, env.OPERATIONS_TABLE, { client: clientId, messageId })
    : undefined;
  if (!message) throw new ConsentError('not_found', 'You have sent no message of this id.');
  const sends = await readMessageSends(database, env.SENDS_TABLE, messageKey(clientId, messageId));
  const count = (state: SendState) => sends.filter((send) => send.state === state).length;
  const status: MessageStatus = {
    messageId,
    channel: message.channel,
    purpose: message.purpose,
    acceptedAt: message.acceptedAt,
    totals: Object.fromEntries(
      SendState.options.map((state) => [state, count(state)]),
    ) as MessageStatus['totals'],
    recipients: sends.map(({ sk, state, reason, updatedAt }) => ({
      recipient: Number(sk),
      state,
      reason,
      updatedAt,
    })),
  };
  return jsonAnswer(200, status);
});
