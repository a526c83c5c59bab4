import { expect, test } from '@jest/globals';
import { urisOf } from '../../shared/domain/list-unsubscribe.ts';

test.each([
  ['<mailto:list@host.com?subject=unsubscribe>', ['mailto:list@host.com?subject=unsubscribe']],
  [
    '(Use this command to get off the list) <mailto:manager@host.com?body=unsubscribe%20list>',
    ['mailto:manager@host.com?body=unsubscribe%20list'],
  ],
  [
    '<http://www.host.com/list.cgi?cmd=unsub&lst=list>, <mailto:list-request@host.com>',
    ['http://www.host.com/list.cgi?cmd=unsub&lst=list', 'mailto:list-request@host.com'],
  ],
  ['https://x.example/u/1', []],
  ['<https://x.example/u/1>, junk, <mailto:a@b.example>', ['https://x.example/u/1']],
  [
    ' <https://x.example/u/1,2> text, <mailto:a@b.example>',
    ['https://x.example/u/1,2', 'mailto:a@b.example'],
  ],
  ['<https://x.exa\tmple/u/1>', ['https://x.example/u/1']],
  ['<https://x.example/u/1', []],
  ['', []],
])('LST-3, LST-6: %j', (value, uris) => {
  expect(urisOf(value)).toEqual(uris);
});
