import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type World } from '../http/world.ts';
import { localCommand } from './consent-command.ts';

let world: World;
let command: ReturnType<typeof localCommand>;

beforeAll(async () => {
  world = await startWorld();
  command = localCommand(world);
});
afterAll(async () => {
  command?.remove();
  await world?.stop();
});

const createKey = async () => {
  const words = ['--client', 'newsletter-tool', '--scopes', 'check,send', '--json'];
  return JSON.parse((await command.run('keys', 'create', ...words)).out);
};

describe('consent keys', () => {
  test('create shows the key once, and how to revoke it', async () => {
    const { code, out, err } = await command.run(
      'keys',
      'create',
      '--client',
      'shop',
      '--scopes',
      'send',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [, keyId] = /^ {2}pc_([0-9a-f]{12})_[\w-]{32}$/m.exec(out) ?? [];
    expect(out).toContain(`consent keys revoke ${keyId}`);
  });

  test('list names every key and tells no secret', async () => {
    const { keyId, key, clientId, scopes } = await createKey();
    expect({ clientId, scopes }).toEqual({
      clientId: 'newsletter-tool',
      scopes: ['check', 'send'],
    });
    const [json, text] = await Promise.all([
      command.run('keys', 'list', '--json'),
      command.run('keys', 'list'),
    ]);
    const { keys } = JSON.parse(json.out);
    const mine = keys.find((listed: { keyId: string }) => listed.keyId === keyId);
    expect(mine).toMatchObject({ clientId: 'newsletter-tool', revokedAt: null });
    expect(text.out).toMatch(new RegExp(`${keyId} .*newsletter-tool .*live`));
    const secret = key.slice(`pc_${keyId}_`.length);
    expect(json.out + text.out).not.toContain(secret);
    expect(json.out + text.out).not.toContain('secretHash');
  });

  test('revoke stops a key for ever; a second time, and an unknown key, are failures', async () => {
    const { keyId } = await createKey();
    expect(await command.run('keys', 'revoke', keyId)).toMatchObject({ code: 0, err: '' });
    const listed = await command.run('keys', 'list');
    expect(listed.out).toMatch(new RegExp(`${keyId} .*revoked 2`));
    const [again, unknown] = await Promise.all(
      [keyId, '000000000000'].map((id) => command.run('keys', 'revoke', id)),
    );
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again?.err).toContain(`There is no live key ${keyId}.`);
    expect(unknown).toMatchObject({ code: 1, out: '' });
  });

  test.each([
    ['a client’s name in capitals', ['--client', 'Shop', '--scopes', 'send'], 'lower-case'],
    ['an unknown scope', ['--client', 'shop', '--scopes', 'send,all'], 'check, send, suppressions'],
    ['no scope', ['--client', 'shop'], '--scopes'],
  ])('create refuses %s, and says what it takes', async (_, words, hint) => {
    const { code, out, err } = await command.run('keys', 'create', ...words);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(hint);
  });
});
