import {
  A_PHONE,
  changed,
  EMPTY_OR_LONG,
  optional,
  text,
  type Whole,
  withLongName,
} from './body-parts.ts';
import type { Field } from './break-body.ts';
import { CANARY } from './canary.ts';
import { NOT_A_CHOICE, NOT_A_PURPOSE, over } from './odd-values.ts';

/** An email to one canary. */
export const message = {
  channel: 'email',
  purpose: 'newsletter',
  content: {
    subject: `To {{name}} ${CANARY.word}`,
    text: CANARY.word,
    html: `<p>${CANARY.word}</p>`,
  },
  recipients: [{ to: CANARY.email, substitutions: { name: CANARY.word } }],
};

export const messageFields: readonly Field[] = [
  { is: 'object', at: [] },
  text(['channel'], [...NOT_A_CHOICE, ['no messages by it', 'post']]),
  text(['purpose'], [...NOT_A_PURPOSE, ['unknown purpose', 'constructor']]),
  { is: 'object', at: ['content'] },
  text(
    ['content', 'subject'],
    [
      ...EMPTY_OR_LONG(200),
      ['CRLF injection', `Hello {{name}}\r\nBcc: ${CANARY.email}`],
      ['control', `Hello {{name}}\0`],
      ['line separator', `Hello {{name}}\u2028${CANARY.word}`],
    ],
  ),
  text(['content', 'text'], EMPTY_OR_LONG(100_000)),
  text(['content', 'html'], EMPTY_OR_LONG(100_000), optional),
  { is: 'list', at: ['recipients'], max: 1_000 },
  { is: 'object', at: ['recipients', 0] },
  text(['recipients', 0, 'to'], EMPTY_OR_LONG(512)),
  {
    is: 'object',
    at: ['recipients', 0, 'substitutions'],
    freeNames: /^[a-zA-Z]\w*$/,
    isOptional: true,
  },
  text(['recipients', 0, 'substitutions', 'name'], [over(100)]),
];

const NAME_FIELD = ['recipients', 0, 'substitutions'] as const;

export const messageWholes: readonly Whole[] = [
  withLongName(message, ['content'], '#/content'),
  withLongName(message, NAME_FIELD, '#/recipients/0/substitutions'),
  {
    says: 'a placeholder that nobody fills',
    pointer: '#/recipients/0/substitutions/name',
    body: changed(message, NAME_FIELD, {}),
  },
  {
    says: 'one address twice',
    pointer: '#/recipients/1/to',
    body: changed(message, ['recipients', 1], {
      to: ` ${CANARY.email.toUpperCase()}`,
      substitutions: { name: 'x' },
    }),
  },
  {
    says: 'a text in five parts',
    pointer: '#/content/text',
    body: () => ({
      channel: 'sms',
      purpose: 'offers',
      content: { text: CANARY.word.repeat(60) },
      recipients: [{ to: A_PHONE }],
    }),
  },
  {
    says: 'a text with controls',
    pointer: '#/content/text',
    body: () => ({
      channel: 'sms',
      purpose: 'offers',
      content: { text: `x\r\n${CANARY.word}` },
      recipients: [{ to: A_PHONE }],
    }),
  },
  {
    says: 'too much in all',
    pointer: '#/content',
    body: changed(message, ['content'], {
      ...message.content,
      text: '\u20ac'.repeat(100_000),
      html: '\u20ac'.repeat(100_000),
    }),
  },
];
