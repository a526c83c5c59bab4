import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { MessageAccepted, MessageStatus, Substitutions } from '../events/message.ts';
import type { Channel } from '../events/scope.ts';
import { API_NOTE, type ApiOptions, apiOf, withApi } from './api.ts';
import { consentCommand } from './command.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { collect, linesOf, parseLine, readInput } from './input.ts';
import { print } from './print.ts';

type SendOptions = ApiOptions & {
  channel: (typeof CHANNELS)[number];
  purpose: string;
  subject?: string;
  text: string;
  html?: string;
  to?: string[];
  recipients?: string;
  idempotencyKey: string;
};

const CHANNELS = ['email', 'sms'] as const satisfies readonly Channel[];

const SEND_NOTES = `${API_NOTE}
Recipients in a file, one a line: an address, or {"to": "...", "substitutions": {"name": "Jane"}}.
Accepted is not sent: each recipient passes the gate when its turn comes. See \`consent message status\`.`;

/** consent message send | status */
export function messageCommand(): Command {
  const send = consentCommand('send', {
    description: 'hand over an email or a text to one or many recipients',
    examples: [
      'message send --local --purpose newsletter --subject "What to sow" --text body.txt --to jane@example.com',
      'message send --purpose newsletter --subject "What to sow" --text body.txt --html body.html --recipients people.ndjson',
      'message send --channel sms --purpose offers --text body.txt --recipients people.ndjson',
    ],
    notes: SEND_NOTES,
  });
  withApi(send)
    .requiredOption('--purpose <purpose>', 'as in the catalogue, like newsletter')
    .addOption(new Option('--channel <channel>').choices(CHANNELS).default('email'))
    .option('--subject <line>', 'of an email; may hold {{name}} and the like')
    .requiredOption('--text <file>', 'its plain text; - reads standard input')
    .option('--html <file>', 'the HTML of an email')
    .option('--to <address>', 'to whom; may be given again', collect)
    .option('--recipients <file>', 'to whom, one a line')
    .addOption(
      new Option('--idempotency-key <key>', 'the same again is sent once at most').default(
        randomUUID(),
        'a fresh one',
      ),
    )
    .action(sendMessage);
  const status = consentCommand('status', {
    description: 'what became of a message, recipient by recipient',
    examples: ['message status 0b6f… --local'],
    found: 'at least one recipient was refused, or may or may not have it',
    notes: API_NOTE,
  });
  withApi(status).argument('<messageId>', 'as `message send` told it').action(showStatus);
  return new Command('message')
    .description('marketing messages, each through the gate')
    .addCommand(send)
    .addCommand(status);
}

async function sendMessage(options: SendOptions): Promise<void> {
  const { channel, purpose, subject, text, html, idempotencyKey } = options;
  const content = {
    ...(subject !== undefined && { subject }),
    text: readInput(text),
    ...(html !== undefined && { html: readInput(html) }),
  };
  const accepted = await apiOf(options)(MessageAccepted, {
    method: 'POST',
    path: '/v1/messages',
    body: { channel, purpose, content, recipients: recipientsOf(options) },
    idempotencyKey,
  });
  print(options, { ...accepted, idempotencyKey }, [
    `Accepted for ${accepted.recipients} recipients. See: consent message status ${accepted.messageId}`,
  ]);
}

const RecipientLine = z.strictObject({ to: z.string(), substitutions: Substitutions.optional() });

function recipientsOf({ to = [], recipients }: SendOptions): z.infer<typeof RecipientLine>[] {
  const lines = recipients === undefined ? [] : linesOf(readInput(recipients));
  const all = [
    ...to.map((address) => ({ to: address })),
    ...lines.map((line) => (line.startsWith('{') ? parseLine(RecipientLine, line) : { to: line })),
  ];
  if (all.length === 0) throw new InvalidArgumentError('Say to whom: --to or --recipients.');
  return all;
}

async function showStatus(messageId: string, options: ApiOptions): Promise<void> {
  const path = `/v1/messages/${encodeURIComponent(messageId)}`;
  const status = await apiOf(options)(MessageStatus, { method: 'GET', path });
  const { totals, recipients } = status;
  const sums = Object.entries(totals).filter(([, count]) => count > 0);
  print(options, status, [
    sums.map(([state, count]) => `${count} ${state}`).join(', '),
    ...recipients.map(({ recipient, state, reason, updatedAt }) =>
      [recipient, state, reason ?? '-', updatedAt].join('  '),
    ),
  ]);
  if (totals.refused + totals.unknown > 0) process.exitCode = EXIT_FOUND;
}
