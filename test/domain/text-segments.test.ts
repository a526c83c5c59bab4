import { describe, expect, test } from '@jest/globals';
import { segmentsOf } from '../../shared/domain/text-segments.ts';

describe('a text', () => {
  test.each([
    ['of 160 plain characters is one part', 'a'.repeat(160), 1],
    ['of 161 is two', 'a'.repeat(161), 2],
    ['of twice 153 is two', 'a'.repeat(306), 2],
    ['of one more is three', 'a'.repeat(307), 3],
    ['with a euro sign counts it twice', `${'a'.repeat(158)}€`, 1],
    ['and once more twice', `${'a'.repeat(159)}€`, 2],
    ['never parts an escaped character', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['with a pound sign, a line break and é stays GSM', `£\né${'a'.repeat(157)}`, 1],
    ['of 70 with a character GSM lacks is one part', `ŵ${'a'.repeat(69)}`, 1],
    ['of 71 is two', `ŵ${'a'.repeat(70)}`, 2],
    ['of twice 67 is two', `ŵ${'a'.repeat(133)}`, 2],
    ['counts an emoji as two', `${'a'.repeat(68)}🌱`, 1],
    ['and parts none', `${'a'.repeat(66)}🌱${'a'.repeat(66)}`, 3],
    ['with a curly apostrophe is UCS-2', `don’t${'a'.repeat(66)}`, 2],
    ['that is empty is one part', '', 1],
  ])('%s', (_, text, segments) => {
    expect(segmentsOf(text)).toBe(segments);
  });
});
