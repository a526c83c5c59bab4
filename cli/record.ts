import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConsentReceipt, type ConsentSubmission, ReportedEvidence } from '../events/consent.ts';
import type { Outcome } from '../events/outcome.ts';
import { Channel } from '../events/scope.ts';
import { API_NOTE, type ApiOptions, apiOf, withApi } from './api.ts';
import { consentCommand } from './command.ts';
import { pointOf } from './contact.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { readAddress } from './input.ts';
import { print } from './print.ts';

type Options = ApiOptions & {
  address: string;
  withdraw?: boolean;
  channel?: Channel;
  purpose?: string;
  wording?: string;
  notice?: string;
  locale?: string;
  givenAt?: string;
  method?: ReportedEvidence['method'];
  reference?: string;
  idempotencyKey: string;
};

/** These change nothing, against what was asked for. */
const DENIED: ReadonlySet<Outcome> = new Set(['withdrawal_stands', 'expired', 'not_permitted']);

const NOTES = `${API_NOTE}
A yes needs --channel, --purpose, --wording and --notice: what was shown. A no (--withdraw) covers one purpose, a
whole channel, or without --channel everything. --address - reads the address from standard input.`;

/** consent record: report one person's yes or no, as a server would. */
export function recordCommand(): Command {
  const command = consentCommand('record', {
    description: 'report a consent or a withdrawal of one person',
    examples: [
      'record --local --address jane@example.com --channel email --purpose newsletter --wording newsletter-email-2026-11 --notice signup-2026-11 --method phone',
      'record --withdraw --channel sms --address "07700 900123"',
      'cat address.txt | record --withdraw --address -',
    ],
    found:
      'a withdrawal stands that this cannot lift, or it is too old to count, or not permitted: nothing was stored for it',
    notes: NOTES,
  });
  return withApi(command)
    .requiredOption('--address <address>', 'whose: email address, phone number or postal address')
    .option('--withdraw', 'a no instead of a yes')
    .addOption(new Option('--channel <channel>').choices(Channel.options))
    .option('--purpose <purpose>', 'as in the catalogue, like newsletter')
    .option('--wording <id>', 'the wording that they said yes to')
    .option('--notice <id>', 'the notice that they were shown')
    .option('--locale <locale>', 'the language that they were asked in')
    .option('--given-at <time>', 'when they said so, if not just now, like 2026-11-24T10:00:00Z')
    .addOption(
      new Option('--method <how>', 'how they said so').choices(
        ReportedEvidence.shape.method.options,
      ),
    )
    .option('--reference <text>', 'where the original is kept; sealed, needs --method')
    .addOption(
      new Option('--idempotency-key <key>', 'the same again is done once at most').default(
        randomUUID(),
        'a fresh one',
      ),
    )
    .action(record);
}

async function record(options: Options): Promise<void> {
  const { idempotencyKey } = options;
  const receipt = await apiOf(options)(ConsentReceipt, {
    method: 'POST',
    path: '/v1/consents',
    body: submissionOf(options),
    idempotencyKey,
  });
  const outcomes = [...receipt.grants, ...receipt.withdrawals];
  print(options, { ...receipt, idempotencyKey }, [
    `${outcomes.join(', ')}  (${receipt.recordedAt})`,
    ...receipt.eventIds.map((eventId) => `See it with: consent trace ${eventId}`),
  ]);
  if (outcomes.some((outcome) => DENIED.has(outcome))) process.exitCode = EXIT_FOUND;
}

type Submission = Pick<ConsentSubmission, 'contact'> & Partial<ConsentSubmission>;

function submissionOf(options: Options): Submission {
  const { withdraw, channel, purpose, method, reference } = options;
  if (reference !== undefined && method === undefined) {
    throw new InvalidArgumentError('Say how they said so: --method.');
  }
  return {
    contact: contactIn(readAddress(options.address), channel),
    ...(withdraw
      ? { withdrawals: [{ ...given('channel', channel), ...given('purpose', purpose) }] }
      : { grants: [grantOf(options)] }),
    ...(method && { evidence: { method, ...given('reference', reference) } }),
  };
}

function grantOf({ channel, purpose, wording, notice, locale, givenAt }: Options) {
  if (channel && purpose && wording && notice) {
    const said = { channel, purpose, wordingId: wording, noticeId: notice };
    return { ...said, ...given('locale', locale), ...given('givenAt', givenAt) };
  }
  throw new InvalidArgumentError(
    'A yes needs --channel, --purpose, --wording and --notice. For a no: --withdraw.',
  );
}

const FIELD_OF = { email: 'email', sms: 'phone', phone: 'phone', post: 'address' } as const;
const FIELD_OF_KIND = { email: 'email', phone: 'phone', postal: 'address' } as const;

/** Without a channel the address itself tells of what kind it is; the service reads it closely. */
function contactIn(address: string, channel: Channel | undefined): Submission['contact'] {
  if (channel) return { [FIELD_OF[channel]]: address };
  const point = pointOf(address);
  if (!point) throw new InvalidArgumentError('That is no email address, phone number or address.');
  return { [FIELD_OF_KIND[point.kind]]: address };
}

function given<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
