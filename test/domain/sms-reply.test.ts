import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { classifyReply } from '../../shared/domain/sms-reply.ts';

const VECTORS = path.join(import.meta.dirname, '../vectors/sms-vectors.json');
const vectors: Record<string, string[]> = JSON.parse(readFileSync(VECTORS, 'utf8'));
const of = (kind: string) => (vectors[kind] ?? []).map((text): [string] => [text]);

describe('a texted reply (standards §5.4)', () => {
  test.each([...of('STOP'), ...of('ACCEPTED_FALSE_POSITIVES')])('%j stops', (text) => {
    expect(classifyReply(text)).toBe('stop');
  });

  test.each(of('START'))('%j starts', (text) => {
    expect(classifyReply(text)).toBe('start');
  });

  test.each(of('HELP'))('%j asks for help', (text) => {
    expect(classifyReply(text)).toBe('help');
  });

  test.each(of('NONE_OR_REVIEW'))('%j stops nothing by itself', (text) => {
    expect(['none', 'review']).toContain(classifyReply(text));
  });

  test.each([
    ['cancel my booking'],
    ['the end of the road'],
    ['S T O P'],
    ['stopp'],
    ['sto'],
    ['wrong number, mate'],
  ])('SMS-8: %j is for a person to read', (text) => {
    expect(classifyReply(text)).toBe('review');
  });

  test.each([['see you on Sunday'], ['no'], ['']])('%j is none of our business', (text) => {
    expect(classifyReply(text)).toBe('none');
  });

  test('stops whatever hides between its letters', () => {
    expect(classifyReply('S\u200bT\u00adO\u2060P')).toBe('stop');
  });
});
