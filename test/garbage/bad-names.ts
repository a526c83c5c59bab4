import { ORIGIN } from '../http/form-door.ts';
import type { Random } from '../race/random.ts';
import { CANARY } from './canary.ts';

/** A page that the catalogue does not name; undefined is none. */
export const badOrigin = (random: Random): string | undefined =>
  random.pick(
    undefined,
    '',
    'null',
    '*',
    ORIGIN.toUpperCase(),
    `${ORIGIN}/`,
    `${ORIGIN}.${CANARY.word}.example`,
    ORIGIN.replace('https', 'http'),
    `${ORIGIN},${ORIGIN}`,
    `${ORIGIN}\r\nX-Injected: ${CANARY.word}`,
    `https://${CANARY.word}@www.larkfield.example.com`,
    'http://localhost:4100.example.com',
    'http://localhost:4100\n',
    'http://localhost',
    'https://localhost:4100',
    'http://127.0.0.1:4100',
    `file://${CANARY.word}`,
  );

/** A name in a path that nothing has. */
export const badName = (random: Random): string =>
  random.pick(
    CANARY.word,
    '__proto__',
    'constructor',
    'toString',
    'Contact',
    'contact ',
    'contact\0',
    '..',
    '../contact',
    '*',
    '{"$ne":null}',
    `contact\r\nX-Injected: ${CANARY.word}`,
    "contact' OR '1'='1",
    '%00',
    '\ud800',
    `\u0441ontact`,
    CANARY.word.repeat(400),
  );
