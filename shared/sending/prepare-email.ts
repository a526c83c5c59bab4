import { EmailContent } from '../../events/message.ts';
import { isAllowedRecipient } from '../domain/allowed-recipients.ts';
import { type Catalogue, findPolicy, nameOf } from '../domain/catalogue.ts';
import type { KeyRing } from '../domain/key-ring.ts';
import { unsubscribeUrl } from '../domain/unsubscribe-link.ts';
import type { Dynamo } from '../dynamo.ts';
import { wordsIn } from '../pages/words/words.ts';
import { renderEmail } from './render-email.ts';
import type { SendPorts } from './send-one.ts';
import { sendRawEmail } from './ses-provider.ts';
import { storedContents } from './stored-contents.ts';

type PrepareEnv = {
  ENVIRONMENT: string;
  OPERATIONS_TABLE: string;
  LINK_BASE_URL: string;
  SES_CONFIGURATION_SET: string;
  ALLOWED_RECIPIENTS: readonly string[];
};

/** Everything slow about an email, done before its claim: content, link, MIME. */
export function prepareEmail(
  dynamo: Dynamo,
  env: PrepareEnv,
  catalogue: Catalogue,
  keys: () => Promise<KeyRing>,
): SendPorts['prepare'] {
  const contents = storedContents(dynamo, env.OPERATIONS_TABLE, EmailContent);
  return async (send, { to, substitutions = {}, contactId, scope }) => {
    const policy = findPolicy(catalogue, scope);
    if (policy?.channel.channel !== 'email') return 'unknown_purpose';
    const { messageId } = send;
    if (!to || !contactId) throw new Error(`message ${messageId} cannot be rendered`);
    // Not this person's choice but this deployment's: outside production nobody unasked is written to.
    if (!isAllowedRecipient(env.ALLOWED_RECIPIENTS, to)) return 'closed';
    const { sender } = policy.channel;
    const content = await contents(send);
    const words = wordsIn(catalogue, content.locale ?? catalogue.defaultLocale);
    const mime = await renderEmail({
      to,
      content,
      words,
      substitutions,
      controller: catalogue.controller,
      purpose: nameOf(catalogue, policy.purpose, words.locale),
      sender,
      unsubscribeUrl: unsubscribeUrl(await keys(), env, { contactId, scope, messageId }),
    });
    const email = { from: sender.address, to, mime };
    return (signal) => sendRawEmail(env.SES_CONFIGURATION_SET, email, signal);
  };
}
