import { describe, expect, test } from '@jest/globals';
import { consent, consentWith } from './consent-command.ts';

describe('consent', () => {
  const groups = ['hold', 'keys', 'message'];
  const commands = [
    ...['check', 'record', 'history', 'trace', 'rebuild', 'verify', 'doctor', 'probe', 'form'].map(
      (name) => [name],
    ),
    ['hold', 'lift'],
    ...['create', 'list', 'revoke'].map((name) => ['keys', name]),
    ...['send', 'status'].map((name) => ['message', name]),
  ];

  /** The names of the subcommands that a help lists. */
  const listedIn = (help: string) =>
    [...help.slice(help.indexOf('\nCommands:')).matchAll(/^ {2}([a-z]+) /gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'help');

  test('lists every command, and no other exists', async () => {
    const helps = await Promise.all(
      [[], ...groups.map((group) => [group])].map((w) => consent(...w, '--help')),
    );
    const [own = [], ...inGroups] = helps.map(({ out }) => listedIn(out));
    const found = [
      ...own.filter((name) => name && !groups.includes(name)).map((name) => [name]),
      ...groups.flatMap((group, index) => (inGroups[index] ?? []).map((name) => [group, name])),
    ];
    expect(found.map(String).toSorted()).toEqual(commands.map(String).toSorted());
  });

  test.each(commands)(
    'explains %s %s: with an example, --json and its exit codes',
    async (...words) => {
      const { code, out, err } = await consent(
        ...words.filter((word) => word !== undefined),
        '--help',
      );
      expect({ code, err }).toEqual({ code: 0, err: '' });
      for (const told of ['--json', '--local', 'Exit codes:', '  0  ', '  1  ']) {
        expect(out).toContain(told);
      }
      const name = words.join(' ');
      expect(out).toMatch(
        new RegExp(
          `Examples? \\(consent: npm run --silent consent --\\):\\n  (?:.* \\| )?consent ${name}`,
        ),
      );
    },
  );

  test('form prints one plain form to copy, with nothing ticked and no token yet, in either language', async () => {
    const { code, out } = await consent(
      ...['form', 'contact', '--api', 'https://consent.example.com/', '--locale', 'cy-GB'],
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^<form [^>]*action="https:\/\/consent.example.com\/v1\/forms\/contact\/consents\?lang=cy-GB"/,
    );
    expect(out.match(/<form/g)).toHaveLength(1);
    expect(out).toContain('name="formToken" value=""');
    expect(out).not.toMatch(/ checked|<script|style=/);
    expect((await consent('form', '--script')).out).toContain('form[data-consent-form]');
    const told = await consent('form', 'contact', '--api', 'https://c.example.com', '--json');
    expect(JSON.parse(told.out).renderedHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('form says which forms there are', async () => {
    const { code, err } = await consent('form', 'nowhere', '--api', 'https://c.example.com');
    expect({ code, err }).toEqual({
      code: 1,
      err: 'consent: Say which form of the catalogue: newsletter, contact.\n',
    });
  });

  test('says what to do where no local stack runs', async () => {
    const { code, err } = await consent('keys', 'list', '--local', '--data', '/nowhere');
    expect(code).toBe(1);
    expect(err).toContain('`npm start`');
    expect(err).not.toMatch(/\bat /);
  });

  test('says which names it needs where none is given', async () => {
    const { code, err } = await consent('keys', 'list');
    expect(code).toBe(1);
    expect(err).toMatch(/--local.*OPERATIONS_TABLE/);
  });

  test('where the service gives no answer, says how to ask again without doing it twice', async () => {
    const env = { CONSENT_API_URL: 'http://127.0.0.1:9', CONSENT_API_KEY: 'pc_0_0' };
    const words = ['record', '--withdraw', '--address', 'jane@example.com'];
    const { code, out, err } = await consentWith({ words, env });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/Send the same again with --idempotency-key [0-9a-f-]{36}\./);
    expect(err).not.toMatch(/jane|pc_0/);
  });

  test('tells a faulty line without repeating it', async () => {
    const env = { CONSENT_API_URL: 'http://127.0.0.1:9', CONSENT_API_KEY: 'pc_0_0' };
    const words = ['check', '--channel', 'email', '--purpose', 'newsletter', '--file', '-'];
    const { code, err } = await consentWith({ words, env, input: '{"to":"jane@example.com"}\n' });
    expect(code).toBe(1);
    expect(err).toContain('not JSON of the form');
    expect(err).not.toContain('jane');
  });

  test('does not know other commands', async () => {
    const { code, out } = await consent('grant', 'jane@example.com');
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});
