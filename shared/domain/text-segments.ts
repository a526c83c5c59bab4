/** GSM 03.38 §6.2.1: what costs one septet, and what costs two for the escape before it. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('\f^{}\\[~]|€');

type Alphabet = { alone: number; each: number; widthOf(character: string): number };

/** A text of several parts loses six octets of each to the header that puts them together. */
const GSM_7: Alphabet = {
  alone: 160,
  each: 153,
  widthOf: (character) => (EXTENDED.has(character) ? 2 : 1),
};
const UCS_2: Alphabet = { alone: 70, each: 67, widthOf: (character) => character.length };

/**
 * How many parts a text is sent and charged as. One character outside the GSM alphabet makes the whole text
 * UCS-2; no part ends within an escaped or paired character.
 */
export function segmentsOf(text: string): number {
  const characters = [...text];
  const isGsm = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  const { alone, each, widthOf } = isGsm ? GSM_7 : UCS_2;
  const widths = characters.map(widthOf);
  if (widths.reduce((sum, width) => sum + width, 0) <= alone) return 1;
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > each) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return segments;
}
