import { Command, InvalidArgumentError } from 'commander';
import { type ApiScope, ApiScope as ApiScopes, ClientId } from '../events/api-key.ts';
import { createApiKey, listApiKeys, revokeApiKey } from '../shared/api-keys.ts';
import { dynamo } from '../shared/dynamo.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { print } from './print.ts';
import { resolveTarget } from './target.ts';

const SCOPE_HELP: Record<ApiScope, string> = {
  check: 'ask whether somebody may be contacted',
  send: 'send messages, each through the gate',
  suppressions: 'read the suppression list',
  record: 'report consents and withdrawals, one person at a time',
  import: 'report them in bulk: fills gaps only',
  links: 'get unsubscribe links for mail sent elsewhere',
  permits: 'claim permits for what is sent elsewhere',
  addresses: 'see addresses beside suppressions',
};

const SCOPES = `Scopes:
${ApiScopes.options.map((scope) => `  ${scope.padEnd(14)}${SCOPE_HELP[scope]}`).join('\n')}`;

/** consent keys create | list | revoke */
export function keysCommand(): Command {
  const creating = consentCommand('create', {
    description: 'make a key; it is shown once and kept as a hash only',
    examples: ['keys create --local --client shop --scopes check,send,record'],
    notes: SCOPES,
  })
    .requiredOption('--client <name>', 'who will use it, like newsletter-tool', parseClient)
    .requiredOption(
      '--scopes <list>',
      `comma-separated: ${ApiScopes.options.join(', ')}`,
      parseScopes,
    )
    .action(create);
  const listing = consentCommand('list', {
    description: 'every key, without its secret',
    examples: ['keys list --local'],
  }).action(list);
  const revoking = consentCommand('revoke', {
    description: 'stop a key at once, for ever',
    examples: ['keys revoke 0123456789ab'],
  })
    .argument('<keyId>', 'the 12 characters between the underscores of the key')
    .action(revoke);
  return new Command('keys')
    .description('API keys of sending systems')
    .addCommand(creating)
    .addCommand(listing)
    .addCommand(revoking);
}

async function create(
  options: CommonOptions & { client: string; scopes: ApiScope[] },
): Promise<void> {
  const { OPERATIONS_TABLE } = resolveTarget(options, ['OPERATIONS_TABLE']);
  const { client, scopes } = options;
  const made = await createApiKey(dynamo(), OPERATIONS_TABLE, client, scopes, new Date());
  print(options, { clientId: client, scopes, ...made }, [
    `Key for ${client} (${scopes.join(', ')}). Keep it now: it is not shown again.`,
    '',
    `  ${made.key}`,
    '',
    `Send it as "Authorization: Bearer <key>". Revoke it with: consent keys revoke ${made.keyId}`,
  ]);
}

async function list(options: CommonOptions): Promise<void> {
  const { OPERATIONS_TABLE } = resolveTarget(options, ['OPERATIONS_TABLE']);
  const keys = (await listApiKeys(dynamo(), OPERATIONS_TABLE)).map(
    ({ secretHash, ...shown }) => shown,
  );
  const lines = keys.map(({ keyId, clientId, scopes, createdAt, revokedAt }) =>
    [
      keyId,
      clientId,
      scopes.join(','),
      createdAt,
      revokedAt ? `revoked ${revokedAt}` : 'live',
    ].join('  '),
  );
  print(options, { keys }, lines.length > 0 ? lines : ['No keys yet.']);
}

async function revoke(keyId: string, options: CommonOptions): Promise<void> {
  const { OPERATIONS_TABLE } = resolveTarget(options, ['OPERATIONS_TABLE']);
  const revoked = await revokeApiKey(dynamo(), OPERATIONS_TABLE, keyId, new Date());
  if (!revoked) throw new InvalidArgumentError(`There is no live key ${keyId}.`);
  print(options, { keyId, revoked }, [`${keyId} is revoked.`]);
}

function parseClient(value: string): string {
  const client = ClientId.safeParse(value);
  if (client.success) return client.data;
  throw new InvalidArgumentError('Use lower-case letters, digits and hyphens, at most 40.');
}

function parseScopes(value: string): ApiScope[] {
  const scopes = value.split(',').map((scope) => ApiScopes.safeParse(scope.trim()));
  return scopes.map(({ success, data }) => {
    if (success && data) return data;
    throw new InvalidArgumentError(`Choose from ${ApiScopes.options.join(', ')}.`);
  });
}
