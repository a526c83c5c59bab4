import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import { contrast } from '../../shared/domain/contrast.ts';
import { GROUNDS, onAccent, unreadable } from '../../shared/domain/look.ts';
import { parseCatalogue } from '../../shared/domain/parse-catalogue.ts';

describe('1.4.3: the contrast of two colours', () => {
  test.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.48],
    ['#ff0000', '#ffffff', 4],
  ])('of %s and %s is %d', (one, other, expected) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 1);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });

  test('of text and what it is printed on is enough in light and in dark', () => {
    for (const { ink, paper, card } of Object.values(GROUNDS)) {
      expect(Math.min(contrast(ink, paper), contrast(ink, card))).toBeGreaterThan(7);
    }
  });

  test('of a button is enough, whatever its accent', () => {
    for (let grey = 0; grey < 256; grey++) {
      const accent = `#${grey.toString(16).padStart(2, '0').repeat(3)}`;
      expect(contrast(accent, onAccent(accent))).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('a company’s look', () => {
  const withLook = (look: Record<string, unknown>) => () =>
    parseCatalogue({ ...structuredClone(catalogue), look: { ...catalogue.look, ...look } });

  test('that cannot be read is refused, with the ratio that it has', () => {
    expect(unreadable('#777777', 'light')).toContain('4.3:1 in light');
    expect(withLook({ accent: '#8fd3b1' })).toThrow(/look.accent: .*1\.7:1 in light/);
    expect(withLook({ accentInDark: '#1f5f45' })).toThrow(/look.accentInDark: .* in dark/);
  });

  test.each(['green', '#FFF', '#12345', 'var(--x)', '#1f5f45;}body{'])(
    'in %s is no colour',
    (accent) => {
      expect(withLook({ accent })).toThrow(/#rrggbb/);
    },
  );

  test.each([
    '<svg xmlns="x"><script>1</script></svg>',
    '<svg xmlns="x" onload="alert(1)"></svg>',
    '<svg xmlns="x"><a href="https://example.com"/></svg>',
    '<img src="x">',
    `<svg ${'x'.repeat(4_000)}</svg>`,
  ])('has no logo that does more than draw, or is large: %#', (logo) => {
    expect(withLook({ logo })).toThrow(/look/);
  });

  test('may have a drawn one', () => {
    expect(withLook({ logo: '<svg xmlns="x"><path d="M0 0"/></svg>' })).not.toThrow();
  });
});
