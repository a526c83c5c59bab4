import { TextContent } from '../../events/message.ts';
import { isAllowedRecipient } from '../domain/allowed-recipients.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import type { KeyRing } from '../domain/key-ring.ts';
import { mintTextLink } from '../domain/unsubscribe-link.ts';
import type { Dynamo } from '../dynamo.ts';
import { renderText } from './render-text.ts';
import type { SendPorts } from './send-one.ts';
import { sendTextMessage, type Text } from './sms-provider.ts';
import { storedContents } from './stored-contents.ts';

type PrepareEnv = {
  ENVIRONMENT: string;
  OPERATIONS_TABLE: string;
  LINK_BASE_URL: string;
  SMS_CONFIGURATION_SET: string;
  ALLOWED_RECIPIENTS: readonly string[];
};

/** Everything slow about a text, done before its claim. */
export function prepareText(
  dynamo: Dynamo,
  env: PrepareEnv,
  catalogue: Catalogue,
  keys: () => Promise<KeyRing>,
): SendPorts['prepare'] {
  const contents = storedContents(dynamo, env.OPERATIONS_TABLE, TextContent);
  return async (send, { to, substitutions = {}, contactId, scope }) => {
    const policy = findPolicy(catalogue, scope);
    if (policy?.channel.channel !== 'sms') return 'unknown_purpose';
    if (!to || !contactId) throw new Error(`message ${send.messageId} cannot be rendered`);
    // Not this person's choice but this deployment's: outside production nobody unasked is written to.
    if (!isAllowedRecipient(env.ALLOWED_RECIPIENTS, to)) return 'closed';
    const { sender } = policy.channel;
    const purpose = policy.purpose.id;
    const link = mintTextLink(await keys(), env.ENVIRONMENT, { contactId, purpose });
    const body = renderText({
      content: await contents(send),
      substitutions,
      sender,
      unsubscribeUrl: `${env.LINK_BASE_URL}/u/${link}`,
    });
    const { client, messageId, recipient } = send;
    const text: Text = {
      ...{ from: sender.originationIdentity, to, body, type: 'PROMOTIONAL' },
      context: { client, messageId, recipient: String(recipient) },
    };
    return (signal) => sendTextMessage(env.SMS_CONFIGURATION_SET, text, signal);
  };
}
