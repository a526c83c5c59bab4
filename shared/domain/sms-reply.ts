/** What a texted reply asks for. `review`: perhaps to stop; a person has to read it within a day. */
export type SmsReply = 'stop' | 'start' | 'help' | 'review' | 'none';

const MAX_INPUT_CHARACTERS = 1_600;

const STOP_MESSAGES = new Set([
  ...['STOP', 'STOPALL', 'STOP ALL', 'OPT OUT', 'OPTOUT', 'UNSUBSCRIBE', 'UNSUB', 'CANCEL', 'END'],
  ...['QUIT', 'REVOKE', 'REMOVE', 'ARRET', 'TD'],
]);
const START_MESSAGES = new Set(['START', 'UNSTOP', 'YES']);
const HELP_MESSAGES = new Set(['HELP', 'INFO']);

/** Words that begin nothing but a request to stop; CANCEL and END begin other sentences too. */
const STOP_FIRST_WORDS = new Set(['STOPALL', 'UNSUBSCRIBE', 'UNSUB', 'REVOKE', 'OPTOUT']);

/** In a sentence, anywhere. Some who ask us to "stop by" are stopped: it costs them one message (SMS-6). */
const STOP_PHRASES = [
  /\bSTOP\b/,
  /\bUNSUBSCRIBE\b/,
  /\bOPT (ME )?OUT\b/,
  /\b(DON T|DONT|DO NOT|NEVER) (EVER )?(TEXT|MESSAGE|CONTACT|SMS)\b/,
  /\bNO MORE (TEXTS?|MESSAGES?|SMS)\b/,
  /\bREMOVE ME\b/,
  /\bLEAVE ME ALONE\b/,
];

/** Words that call for a look, wherever they stand. */
const DOUBTFUL = /\b(CANCEL|END|QUIT|REMOVE|WRONG NUMBER)\b/;

/**
 * Reads a reply to a text (SMS-1, SMS-6): exact words first, then first words, then phrases. When in doubt it
 * is a stop: a false one costs a message, a missed one is a breach.
 */
export function classifyReply(raw: string): SmsReply {
  const text = plainWords(raw);
  if (STOP_MESSAGES.has(text)) return 'stop';
  if (START_MESSAGES.has(text)) return 'start';
  if (HELP_MESSAGES.has(text)) return 'help';
  const [first = ''] = text.split(' ');
  if (STOP_FIRST_WORDS.has(first) || STOP_PHRASES.some((phrase) => phrase.test(text)))
    return 'stop';
  return DOUBTFUL.test(text) || isNearlyStop(text) ? 'review' : 'none';
}

/** Capital letters, digits and single spaces; accents, emoji, quotes and everything invisible are gone. */
function plainWords(raw: string): string {
  return raw
    .slice(0, MAX_INPUT_CHARACTERS)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** `S T O P` and `STOPP`: one letter off, or spelled out. */
function isNearlyStop(text: string): boolean {
  const letters = text.replaceAll(' ', '');
  const isSpelledOut = text.length === 2 * letters.length - 1 && letters.length > 1;
  const isOneWord = !text.includes(' ');
  return (isSpelledOut && letters === 'STOP') || (isOneWord && isOneEditFrom(text, 'STOP'));
}

function isOneEditFrom(word: string, target: string): boolean {
  if (Math.abs(word.length - target.length) > 1) return false;
  let same = 0;
  while (same < word.length && word[same] === target[same]) same++;
  const rests = [
    [word.slice(same + 1), target.slice(same)],
    [word.slice(same), target.slice(same + 1)],
    [word.slice(same + 1), target.slice(same + 1)],
  ];
  return rests.some(([a, b]) => a === b);
}
