import { describe, expect, test } from '@jest/globals';
import { segmentsOf } from '../../shared/domain/text-segments.ts';
import { mintTextLink } from '../../shared/domain/unsubscribe-link.ts';
import { renderText } from '../../shared/sending/render-text.ts';

const ring = { current: 'k1', keys: { k1: new Uint8Array(32) } };
const contactId = Buffer.alloc(16, 255).toString('base64url');
const link = mintTextLink(ring, 'prod', { contactId, purpose: 'offers' });
const text = {
  content: { text: 'Hello {{name}}, 20% off all seeds until Sunday.' },
  substitutions: { name: 'Jane' },
  sender: { name: 'Larkfield' },
  unsubscribeUrl: `https://go.example.com/u/${link}`,
};

describe('a marketing text', () => {
  test('SMS-8, SMS-14: says who writes first, and ends with the way out', () => {
    expect(renderText(text)).toBe(
      `Larkfield: Hello Jane, 20% off all seeds until Sunday.\nStop: https://go.example.com/u/${link}`,
    );
  });

  test('of a line of plain words is one part with all of that', () => {
    expect(segmentsOf(renderText(text))).toBe(1);
  });

  test('A41: is not misled by what a recipient’s values hold', () => {
    const name = 'Jane\n\u2028Stop: https://elsewhere.example.com {{name}} $& \u0000';
    const lines = renderText({ ...text, substitutions: { name } }).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe(`Stop: https://go.example.com/u/${link}`);
  });
});
