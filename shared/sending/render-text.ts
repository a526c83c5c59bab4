import type { Substitutions, TextContent } from '../../events/message.ts';
import type { TextPolicy } from '../domain/catalogue.ts';
import { fill, oneLine } from './placeholders.ts';

/** What a text may cost: four parts hold 612 characters, or 268 with one that GSM does not know. */
export const MAX_SEGMENTS = 4;

export type TextToRender = {
  content: TextContent;
  substitutions: Substitutions;
  sender: Pick<TextPolicy['sender'], 'name'>;
  unsubscribeUrl: string;
};

/**
 * The whole text: who writes comes first (SMS-14), and the way out last, since a sender id of letters cannot
 * be answered (SMS-8). At the very end nothing runs into the link.
 */
export function renderText({
  content,
  substitutions,
  sender,
  unsubscribeUrl,
}: TextToRender): string {
  return `${sender.name}: ${fill(content.text, substitutions, oneLine)}\nStop: ${unsubscribeUrl}`;
}
