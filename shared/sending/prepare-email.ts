import type { MessageContent } from '../../events/message.ts';
import { isAllowedRecipient } from '../domain/allowed-recipients.ts';
import { type Catalogue, findPolicy, nameOf } from '../domain/catalogue.ts';
import type { KeyRing } from '../domain/token.ts';
import { unsubscribeUrl } from '../domain/unsubscribe-link.ts';
import type { Dynamo } from '../dynamo.ts';
import { readContent, readMessage } from './messages-table.ts';
import { renderEmail } from './render-email.ts';
import type { SendPorts } from './send-one.ts';
import { sendRawEmail } from './ses-provider.ts';

type PrepareEnv = {
  ENVIRONMENT: string;
  OPERATIONS_TABLE: string;
  LINK_BASE_URL: string;
  SES_CONFIGURATION_SET: string;
  ALLOWED_RECIPIENTS: readonly string[];
};

const KEPT_CONTENTS = 20;

/** Everything slow about an email, done before its claim: content, link, MIME. */
export function prepareEmail(
  dynamo: Dynamo,
  env: PrepareEnv,
  catalogue: Catalogue,
  keys: () => Promise<KeyRing>,
): SendPorts['prepare'] {
  const contents = contentCache(dynamo, env.OPERATIONS_TABLE);
  return async ({ client, messageId }, { to, substitutions = {}, contactId, scope }) => {
    const message = await readMessage(dynamo, env.OPERATIONS_TABLE, { client, messageId });
    const policy = findPolicy(catalogue, scope);
    if (policy?.channel.channel !== 'email') return 'unknown_purpose';
    if (!message || !to || !contactId) {
      throw new Error(`message ${messageId} cannot be rendered`);
    }
    // Not this person's choice but this deployment's: outside production nobody unasked is written to.
    if (!isAllowedRecipient(env.ALLOWED_RECIPIENTS, to)) return 'closed';
    const { sender } = policy.channel;
    const mime = await renderEmail({
      to,
      content: await contents(message.contentHash),
      substitutions,
      controller: catalogue.controller,
      purpose: nameOf(catalogue, policy.purpose),
      sender,
      unsubscribeUrl: unsubscribeUrl(await keys(), env, { contactId, scope, messageId }),
    });
    const email = { from: sender.address, to, mime };
    return (signal) => sendRawEmail(env.SES_CONFIGURATION_SET, email, signal);
  };
}

/** A content never changes under its hash, so an environment may keep a few. */
function contentCache(dynamo: Dynamo, table: string) {
  const kept = new Map<string, MessageContent>();
  return async (hash: string): Promise<MessageContent> => {
    const content = kept.get(hash) ?? (await readContent(dynamo, table, hash));
    if (!content) throw new Error('the content of a message is missing');
    kept.set(hash, content);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_CONTENTS && oldest !== undefined) kept.delete(oldest);
    return content;
  };
}
