import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Row } from '../../cli/probe/row.ts';
import { carelessServers } from './careless-servers.ts';
import { consent, consentWith } from './consent-command.ts';
import { type Mistake, page, TOKEN, unsubscribeServer } from './unsubscribe-server.ts';

type Server = Awaited<ReturnType<typeof unsubscribeServer>>;

/** Much more than a busy machine needs, and for those who never answer no longer than it must be. */
const PATIENT = ['--timeout', '10'];
const IMPATIENT = ['--timeout', '0.5'];

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const serve = async (mistake?: Mistake) => {
  const server = await unsubscribeServer(mistake);
  servers.push(server);
  return server;
};

async function probe(...words: string[]) {
  const { code, out, err } = await consent('probe', ...PATIENT, ...words, '--json');
  expect(out + err).not.toContain(TOKEN.slice(0, 12));
  const rows: Row[] = out === '' ? [] : JSON.parse(out).rows;
  const withVerdict = (wanted: Row['verdict']) =>
    rows.filter(({ verdict }) => verdict === wanted).map(({ check }) => check);
  return { code, err, rows, broken: withVerdict('BROKEN'), untold: withVerdict('not tellable') };
}

describe('consent probe finds nothing broken in a server that does right', () => {
  test.each(['urlencoded', 'multipart', 'as-printed', 'empty'])('%s first', async (first) => {
    const { link, watch } = await serve();
    const { code, err, broken, untold } = await probe(
      link,
      '--yes',
      '--watch',
      watch,
      '--first',
      first,
    );
    expect({ code, err, broken }).toEqual({ code: 0, err: '', broken: [] });
    expect(untold).toEqual(['the link is https']);
  });

  test('though it shows its page to browsers only, and to few a second', async () => {
    let looks = 0;
    const { link } = await serve(({ method, headers }) => {
      if (method !== 'GET') return undefined;
      looks += 1;
      return /Chrome/.test(headers['user-agent'] ?? '') && looks < 20
        ? undefined
        : { status: looks < 20 ? 403 : 429 };
    });
    expect(await probe(link, '--yes')).toMatchObject({ code: 0, broken: [] });
  });

  test('and without a watch owns to what cannot be seen', async () => {
    const { link } = await serve();
    const { code, untold } = await probe(link, '--yes');
    expect(code).toBe(0);
    expect(untold).toEqual([
      'the link is https',
      'looking changes nothing',
      'wrong tokens change nothing',
      'the one POST alone unsubscribes',
    ]);
  });
});

describe('consent probe catches a server that', () => {
  const DEED = 'the one POST alone unsubscribes';

  test.each(carelessServers)('$says', async (careless) => {
    const { mistake, rule, broken, watched = [], answers = true } = careless;
    const patience = answers ? [] : IMPATIENT;
    const [seen, unseen] = await Promise.all([serve(mistake), serve(mistake)]);
    const [found, foundFromOutside] = await Promise.all([
      probe(seen.link, '--yes', '--watch', seen.watch, ...patience),
      probe(unseen.link, '--yes', ...patience),
    ]);
    expect(found).toMatchObject({ code: 2, err: '' });
    expect(found.broken.toSorted()).toEqual(broken.toSorted());
    expect(found.rows.find(({ verdict }) => verdict === 'BROKEN')).toMatchObject({ rule });

    const visible = broken.filter((check) => check !== DEED && !watched.includes(check));
    expect(foundFromOutside.broken.toSorted()).toEqual(visible.toSorted());
    expect(foundFromOutside.code).toBe(visible.length > 0 ? 2 : 0);
    expect(foundFromOutside.untold).toEqual(expect.arrayContaining([...watched, DEED]));
  });
});

describe('consent probe is safe to use:', () => {
  test('without leave it sends nothing', async () => {
    const { link, seen } = await serve();
    const { code, rows, err } = await probe(link);
    expect({ code, rows, seen }).toEqual({ code: 1, rows: [], seen: [] });
    expect(err).toMatch(/really unsubscribes.*--yes.*--look-only/);
  });

  test('--look-only posts nothing, and finds what looking finds', async () => {
    const right = await serve();
    const { code, broken } = await probe(right.link, '--look-only', '--watch', right.watch);
    expect({ code, broken }).toEqual({ code: 0, broken: [] });
    expect(right.seen.length).toBeGreaterThan(30);
    expect(new Set(right.seen.map(({ method }) => method))).toEqual(
      new Set(['GET', 'HEAD', 'OPTIONS']),
    );
    expect(right.isUnsubscribed()).toBe(false);
  });

  test('looks come first, then wrong tokens, and only then the link is posted', async () => {
    const { link, seen } = await serve();
    await probe(link, '--yes');
    const kinds = seen.map(({ method, isTrueLink }) =>
      method === 'POST' ? (isTrueLink ? 'post' : 'forge') : 'look',
    );
    const posts = seen.filter(({ method, isTrueLink }) => method === 'POST' && isTrueLink);
    expect(kinds.slice(0, kinds.lastIndexOf('forge') + 1)).not.toContain('post');
    expect(kinds.slice(0, kinds.indexOf('forge'))).toEqual(Array(38).fill('look'));
    expect(posts[0]).toMatchObject({ body: 'List-Unsubscribe=One-Click' });
  });

  test('it sends no cookie, Origin, referrer or authorisation, and posts without a user agent', async () => {
    const cookie = { status: 200, headers: { 'set-cookie': 'a=1', 'content-type': 'text/html' } };
    const { link, seen } = await serve(({ method }) => (method === 'GET' ? cookie : undefined));
    await probe(link.replace('http://', 'http://me:secret@'), '--yes');
    const names = new Set(seen.flatMap(({ headers }) => Object.keys(headers)));
    for (const name of ['cookie', 'origin', 'referer', 'authorization']) {
      expect([...names]).not.toContain(name);
    }
    const posts = seen.filter(({ method }) => method === 'POST');
    expect(posts.flatMap(({ headers }) => Object.keys(headers))).not.toContain('user-agent');
  });

  test('it follows no redirect', async () => {
    const { link, seen } = await serve(({ target }) =>
      target.startsWith('/u/') ? { status: 302, headers: { location: '/elsewhere' } } : undefined,
    );
    expect(await probe(link, '--yes')).toMatchObject({ code: 2 });
    expect(seen.filter(({ target }) => target === '/elsewhere')).toEqual([]);
  });

  test('an answer without end is cut off', async () => {
    const endless = page('x'.repeat(4 * 1_024 * 1_024));
    const { link } = await serve(() => endless);
    expect(await probe(link, '--look-only')).toMatchObject({ code: 0, err: '' });
  });

  test('a server that never answers is BROKEN, and not scanned', async () => {
    const { link, seen } = await serve(() => null);
    const { code, broken } = await probe(link, '--look-only', ...IMPATIENT);
    expect(code).toBe(2);
    expect(broken).toContain('a person who opens the link gets a page');
    expect(seen.length).toBeLessThan(10);
  });

  test('where nobody listens it could not be done', async () => {
    const { code, rows, err } = await probe(`http://127.0.0.1:9/u/${TOKEN}`, '--yes');
    expect({ code, rows }).toEqual({ code: 1, rows: [] });
    expect(err).toBe('consent: http://127.0.0.1:9 gives no answer (ECONNREFUSED).\n');
  });

  test('a watch that never says the same twice is refused before anything is sent', async () => {
    const { link, seen } = await serve();
    const { code, err } = await probe(link, '--yes', '--watch', 'echo $$');
    expect({ code, seen }).toEqual({ code: 1, seen: [] });
    expect(err).toContain('must answer alike');
  });

  test('as a table it names every rule and shows the link cut short', async () => {
    const { link, origin } = await serve();
    const { code, out } = await consent('probe', link, '--yes');
    expect(code).toBe(0);
    expect(out).toContain(`${origin}/u/v1.k…\n`);
    expect(out).not.toContain(TOKEN.slice(0, 12));
    expect(out).toMatch(/^ok {12}OCU-8 {3}one click, urlencoded\n +sent POST.*\n +got {2}200 in/m);
    expect(out).toMatch(/Nothing is broken\.\n$/);
  });
});

describe('consent probe takes a link as', () => {
  const probeText = async (input: string, ...words: string[]) => {
    const { code, out, err } = await consentWith({
      words: ['probe', '-', '--look-only', '--json', ...words],
      input,
    });
    const rows: Row[] = out === '' ? [] : JSON.parse(out).rows;
    return { code, err, verdict: (rule: string) => rows.find((row) => row.rule === rule)?.verdict };
  };

  test('a header with mailto beside it, where a second header may be said', async () => {
    const { link } = await serve();
    const value = `<mailto:stop@example.com>, <${link}>`;
    const alone = await probeText(value);
    expect(alone.verdict('OCU-3')).toBe('not tellable');
    const both = await probeText(value, '--list-unsubscribe-post', 'List-Unsubscribe=One-Click');
    expect([both.code, both.verdict('OCU-1'), both.verdict('OCU-3')]).toEqual([0, 'ok', 'ok']);
  });

  test('an email, of which the DKIM signatures are looked at too', async () => {
    const { link } = await serve();
    const mail = (signed: string) =>
      [
        ...['From: shop@example.com', 'DKIM-Signature: v=1; a=rsa-sha256; d=example.com;', signed],
        ...['List-Unsubscribe:', ` <${link}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'],
        ...['', 'List-Unsubscribe: <https://example.com/body>', ''],
      ].join('\r\n');
    const covered = await probeText(
      mail('\th=From:List-Unsubscribe:\r\n\tList-Unsubscribe-Post; b=abc'),
    );
    expect(covered).toMatchObject({ code: 0, err: '' });
    expect(['OCU-1', 'OCU-3', 'OCU-10'].map(covered.verdict)).toEqual(['ok', 'ok', 'ok']);
    const uncovered = await probeText(mail('\th=From:List-Unsubscribe; b=abc'));
    expect([uncovered.code, uncovered.verdict('OCU-10')]).toEqual([2, 'BROKEN']);
  });

  test('OCU-18: a mail as it was received, of which some signature must cover both headers', async () => {
    const { link } = await serve();
    const mail = readFileSync(path.join(import.meta.dirname, 'received-mail.eml'), 'utf8');
    const look = async (input: string) => {
      const words = ['probe', '-', '--look-only', ...PATIENT, '--json'];
      const sent = input.replace('https://consent.example.com/u/1', link).replaceAll('\n', '\r\n');
      const rows: Row[] = JSON.parse((await consentWith({ words, input: sent })).out).rows;
      return rows.find(({ rule }) => rule === 'OCU-10');
    };
    expect(await look(mail)).toMatchObject({
      ...{ verdict: 'ok', got: expect.stringContaining('1 of 2 signatures name both') },
    });
    // One header in each of two signatures is not both in one, and what the body says is no signature.
    const halved = mail.replace(/:List-Unsubscribe-Post\n/, ':Sender\n');
    expect(halved).not.toBe(mail);
    expect(await look(halved)).toMatchObject({ verdict: 'BROKEN' });
    const unsigned = mail.replace(/^DKIM-Signature:.*\n([ \t].*\n)+/gm, '');
    expect(await look(unsigned)).toMatchObject({ verdict: 'not tellable' });
  });

  test('a header without any web link, which is BROKEN by itself', async () => {
    const mailOnly = await probeText('List-Unsubscribe: <mailto:stop@example.com>');
    expect([mailOnly.code, mailOnly.verdict('OCU-2')]).toEqual([2, 'BROKEN']);
  });

  test('and refuses anything else', async () => {
    expect(await probeText('jane@example.com')).toMatchObject({ code: 1 });
    expect(await probeText('From: shop@example.com\n\nHello')).toMatchObject({ code: 1 });
  });
});
