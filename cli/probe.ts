import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommonOptions, consentCommand } from './command.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { readInput } from './input.ts';
import { print } from './print.ts';
import { readGivenLink } from './probe/given-link.ts';
import { judgeHeaders } from './probe/judge-headers.ts';
import { look } from './probe/looks.ts';
import { post } from './probe/posts.ts';
import { FORM_POST, providerPosts } from './probe/provider-posts.ts';
import { isBroken, type Row } from './probe/row.ts';
import { sender } from './probe/send.ts';
import { shownUrl } from './probe/shown-url.ts';
import { commandWatch, localWatch, type Watch } from './probe/watch.ts';
import { witnessOf } from './probe/witness.ts';
import { tryWrongTokens } from './probe/wrong-tokens.ts';

type Options = CommonOptions & {
  yes?: boolean;
  lookOnly?: boolean;
  watch?: string;
  first: string;
  listUnsubscribePost?: string;
  timeout: number;
};

/** A withdrawal of ours may wait 11 s for a message that is just being sent. */
const DEFAULT_TIMEOUT_SECONDS = 15;
const MS_PER_SECOND = 1_000;

const NOTES = `It plays link scanners, forgers and mailbox providers, in this order, and follows no redirect. <link> is a URL,
a List-Unsubscribe value, or - for standard input: either of these, header lines, or a whole email. It needs no
deployment and no key. Every row names its rule (OCU-1 to OCU-21: RFC 8058, RFC 2369 and what goes wrong in practice).

IT REALLY UNSUBSCRIBES THE PERSON OF THAT LINK: use one of your own. Whether a look unsubscribed cannot be seen
from outside: --watch gives it eyes, a command of yours that prints something else once the person is unsubscribed
(for a link of the local stack --local does that). Only what looks long and random is changed to forge a link:
anything else, changed, might be somebody else’s. Whether a link expires cannot be probed. Links are shown cut short.`;

/** consent probe: does one-click unsubscribing work, and can nothing else set it off? */
export function probeCommand(): Command {
  return consentCommand('probe', {
    description: 'try an unsubscribe link as mailbox providers and link scanners do',
    examples: [
      'cat mail.eml | probe - --look-only',
      "probe '<https://example.com/u/1>, <mailto:stop@example.com>' --yes",
      'cat link.txt | probe - --yes --watch "curl -s https://crm.example.com/contacts/42"',
    ],
    found: 'at least one row is BROKEN',
    notes: NOTES,
  })
    .argument('<link>', 'URL or List-Unsubscribe value; - reads standard input')
    .option('--yes', 'I may unsubscribe the person of this link')
    .option('--look-only', 'post nothing at all')
    .option('--watch <command>', 'prints something else once the person is unsubscribed')
    .option('--list-unsubscribe-post <value>', 'that header, where only the link is given')
    .addOption(
      new Option('--first <post>', 'what meets the person while still subscribed')
        .choices(providerPosts.map(({ name }) => name))
        .default(FORM_POST.name),
    )
    .option(
      '--timeout <seconds>',
      'how long an answer may take',
      parseSeconds,
      DEFAULT_TIMEOUT_SECONDS,
    )
    .action(probe);
}

async function probe(link: string, options: Options): Promise<void> {
  if (!options.yes && !options.lookOnly) {
    throw new InvalidArgumentError(
      'This really unsubscribes the person of that link. Say --yes if you may, or --look-only.',
    );
  }
  const given = readGivenLink(link === '-' ? readInput('-') : link, options.listUnsubscribePost);
  const rows = [...judgeHeaders(given), ...(given.url ? await probeUrl(given.url, options) : [])];
  const broken = rows.filter(isBroken).length;
  print(options, { link: given.url ? shownUrl(given.url) : null, broken, rows }, [
    ...(given.url ? [shownUrl(given.url), ''] : []),
    ...rows.flatMap(linesOf),
    '',
    broken === 0 ? 'Nothing is broken.' : `${broken} BROKEN.`,
  ]);
  if (broken > 0) process.exitCode = EXIT_FOUND;
}

/** From the harmless to the deed: whatever could change the state comes after what must not. */
async function probeUrl(given: URL, options: Options): Promise<Row[]> {
  const url = withoutCredentials(given);
  const send = sender(options.timeout * MS_PER_SECOND);
  const witness = await witnessOf(await watchOf(options, url));
  const looked = await look(url, send, witness);
  const tried = await tryWrongTokens(url, send, witness, options.lookOnly ?? false);
  const rows = [...looked.rows, ...tried.rows];
  if (options.lookOnly) return rows;
  const first = providerPosts.find(({ name }) => name === options.first) ?? FORM_POST;
  const isSpent = [looked.sight, tried.sight].includes('changed');
  return [...rows, ...(await post({ url, send, witness, page: looked.page, first, isSpent }))];
}

async function watchOf(options: Options, url: URL): Promise<Watch | undefined> {
  if (options.watch !== undefined) return commandWatch(options.watch);
  return options.local ? localWatch(options, url) : undefined;
}

/** No provider sends them. */
function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare;
}

const VERDICT_WIDTH = 'not tellable'.length;
const RULE_WIDTH = 'OCU-99'.length;

function linesOf({ verdict, rule, check, sent, got, why }: Row): string[] {
  const indent = ' '.repeat(VERDICT_WIDTH + RULE_WIDTH + 4);
  return [
    `${verdict.padEnd(VERDICT_WIDTH)}  ${rule.padEnd(RULE_WIDTH)}  ${check}`,
    ...(sent === 'nothing' ? [] : [`${indent}sent ${sent}`]),
    `${indent}got  ${got}`,
    `${indent}${why}`,
  ];
}

function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new InvalidArgumentError('Seconds, above 0.');
}
