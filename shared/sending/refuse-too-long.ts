import type { MessageRequest } from '../../events/message.ts';
import { type Catalogue, findPolicy } from '../domain/catalogue.ts';
import { scopeOf } from '../domain/scope.ts';
import { segmentsOf } from '../domain/text-segments.ts';
import { textLinkStandIn } from '../domain/unsubscribe-link.ts';
import { invalidFields } from '../errors.ts';
import { placeholdersOf } from './placeholders.ts';
import { MAX_SEGMENTS, renderText } from './render-text.ts';

/** A text is charged by its parts: one that would need too many is refused whole, before anything is stored. */
export function refuseTooLong(
  request: MessageRequest,
  { catalogue, linkBaseUrl }: { catalogue: Catalogue; linkBaseUrl: string },
): void {
  if (request.channel !== 'sms') return;
  const { content, purpose } = request;
  const policy = findPolicy(catalogue, scopeOf('sms', purpose));
  if (policy?.channel.channel !== 'sms') return;
  const { sender } = policy.channel;
  const unsubscribeUrl = `${linkBaseUrl}/u/${textLinkStandIn(purpose)}`;
  const isPersonal = placeholdersOf(content).size > 0;
  const recipients = isPersonal ? request.recipients : request.recipients.slice(0, 1);
  const errors = recipients.flatMap(({ substitutions }, index) => {
    const segments = segmentsOf(renderText({ content, substitutions, sender, unsubscribeUrl }));
    if (segments <= MAX_SEGMENTS) return [];
    const detail = `makes a text of ${segments} parts, with the sender's name and the way out: at most ${MAX_SEGMENTS} are sent`;
    const pointer = isPersonal ? `#/recipients/${index}/substitutions` : '#/content/text';
    return [{ detail, pointer }];
  });
  if (errors.length > 0) throw invalidFields(errors);
}
