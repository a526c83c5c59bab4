import { describe, expect, test } from '@jest/globals';
import { consent } from './consent-command.ts';

describe('consent', () => {
  test.each([
    ['itself', [], ['keys', 'verify']],
    ['keys', ['keys'], ['create', 'list', 'revoke']],
    ['keys create', ['keys', 'create'], ['--client', '--scopes', '--local', '--json', 'Example:']],
    ['verify', ['verify'], ['--address', '--contact', 'Exit code 0']],
  ])('explains %s', async (_, words, told) => {
    const { code, out } = await consent(...words, '--help');
    expect(code).toBe(0);
    for (const word of told) expect(out).toContain(word);
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

  test('does not know other commands', async () => {
    const { code, out } = await consent('grant', 'jane@example.com');
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});
