import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Budgets, dynamoBudgets } from '../../shared/service-messages/budgets.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';
import { newContact } from '../functions/gates.ts';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-11-24T10:00:00Z');
const at = (minutes: number) => new Date(START + minutes * MINUTE_MS);

let engine: Engine;
let budgets: Budgets;

beforeAll(async () => {
  engine = await startEngine();
  budgets = dynamoBudgets(engine.dynamo, TABLE_NAMES.OPERATIONS_TABLE);
});
afterAll(() => engine?.stop());

const take = (contactId: string, cause: string, minutes: number) =>
  budgets.take(contactId, 'confirmation', cause, at(minutes));

describe('A16: the budget of a contact point, where every environment sees it', () => {
  test('is three messages a while apart, and each cause is answered once', async () => {
    const someone = newContact();
    const outcomes: string[] = [];
    for (const [cause, minutes] of [
      ...([
        ['a', 0],
        ['a', 9],
        ['b', 1],
        ['b', 5],
        ['c', 10],
      ] as const),
      ...([
        ['d', 20],
        ['c', 21],
      ] as const),
    ]) {
      outcomes.push(await take(someone, cause, minutes));
    }
    expect(outcomes).toEqual([
      ...['spent', 'repeated', 'too soon', 'spent', 'spent'],
      ...['exhausted', 'repeated'],
    ]);
    expect(await budgets.look(someone, 'confirmation', 'e', at(22))).toBe('exhausted');
    expect(await take(someone, 'e', 31 * 24 * 60)).toBe('spent');
  });

  test('is taken from by one alone, however many come at once', async () => {
    const someone = newContact();
    const crowd = Array.from({ length: 20 }, (_, index) => take(someone, `cause ${index}`, 0));
    const outcomes = await Promise.all(crowd);
    expect(outcomes.filter((outcome) => outcome === 'spent')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'too soon')).toHaveLength(19);
  });

  test('gets back what was taken for nothing', async () => {
    const someone = newContact();
    for (let time = 0; time < 9; time++) {
      expect(await take(someone, 'a', 0)).toBe('spent');
      await budgets.giveBack(someone, 'confirmation', 'a');
    }
  });

  test('begins anew for whoever has answered, but never twice for one cause', async () => {
    const someone = newContact();
    for (const [index, cause] of ['a', 'b', 'c'].entries()) await take(someone, cause, index * 5);
    await budgets.forgive(someone, 'confirmation');
    expect(await take(someone, 'c', 16)).toBe('repeated');
    for (const [index, cause] of ['d', 'e', 'f'].entries()) {
      expect(await take(someone, cause, 20 + index * 5)).toBe('spent');
    }
    expect(await take(someone, 'g', 60)).toBe('exhausted');
  });

  test('of one is nothing to another, and forgiving nobody writes nothing', async () => {
    const [one, other] = [newContact(), newContact()];
    await budgets.forgive(other, 'confirmation');
    for (const [index, cause] of ['a', 'b', 'c'].entries()) await take(one, cause, index * 5);
    expect(await take(other, 'a', 20)).toBe('spent');
  });
});

describe('a heap', () => {
  test('fits so many in an hour, and as many again in the next', async () => {
    const fits = (minutes: number) => budgets.fits('network#7', 3, at(minutes));
    const answers = [];
    for (const minutes of [0, 1, 2, 3, 59, 60]) answers.push(await fits(minutes));
    expect(answers).toEqual([true, true, true, false, false, true]);
  });
});
