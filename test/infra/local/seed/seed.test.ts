import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ConsentSubmission } from '../../../../events/consent.ts';
import type { CompanyDoors } from '../../../../infra/local/seed/company-doors.ts';
import { STAGES } from '../../../../infra/local/seed/fill-company.ts';
import { inventPeople, type Person } from '../../../../infra/local/seed/invent-people.ts';
import { keepSeed, readSeed } from '../../../../infra/local/seed/kept-seed.ts';
import { seedCompany } from '../../../../infra/local/seed/seed-company.ts';
import { catalogue } from '../../../../shared/catalogue.ts';

const ANCHOR = new Date('2026-11-24T10:00:00.000Z');
const people = inventPeople(1974, ANCHOR, 320);
const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-seed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the people of a seed', () => {
  test('are the same each time, and others for another seed', () => {
    expect(inventPeople(1974, ANCHOR, 320)).toEqual(people);
    expect(inventPeople(1975, ANCHOR, 320)).not.toEqual(people);
  });

  test('are hundreds, each with an address of nobody, over two years', () => {
    expect(new Set(people.map(({ email }) => email)).size).toBe(320);
    for (const { email, phone = '07700 900000' } of people) {
      expect(email).toMatch(/^[a-z.]+\.[0-9]+@example\.com$/);
      expect(phone).toMatch(/^07700 900[0-9]{3}$/);
    }
    const years = people.flatMap(({ grants }) => grants.map(({ givenAt }) => givenAt.slice(0, 4)));
    expect(new Set(years)).toEqual(new Set(['2024', '2025', '2026']));
    expect(years.length).toBeGreaterThan(500);
  });

  test('have said, left and come back in every way that there is', () => {
    const channels = people.flatMap(({ grants }) => grants.map(({ channel }) => channel));
    expect(new Set(channels)).toEqual(new Set(['email', 'sms', 'phone']));
    expect(people.some(({ objections }) => objections.length > 0)).toBe(true);
    expect(new Set(people.map(({ leaves }) => leaves)).size).toBe(4);
    expect(new Set(people.map(({ returns }) => returns)).size).toBe(3);
  });
});

/** Doors that only remember what came through them. */
function rememberingDoors(heard: string[]): CompanyDoors {
  const reasons = new Map<string, 'withdrawn' | 'pending'>();
  return {
    async bringIn(rows, name) {
      heard.push(name);
      for (const row of rows) ConsentSubmission.parse(row);
      const totals = { recorded: rows.length, invalid: 0, not_reached: 0 };
      return { totals, outcomes: { granted: rows.length }, rows: [] };
    },
    async report(submission, name) {
      heard.push(name);
      ConsentSubmission.parse(submission);
    },
    reasonFor: async (_channel, _purpose, address) => reasons.get(address) ?? 'consented',
    async send(_message, name) {
      heard.push(name);
      return name;
    },
    totals: async () => ({ sent: 1, refused: 0, unknown: 0, queued: 0, claimed: 0, reopened: 0 }),
    async oneClick(address) {
      heard.push(`leaves ${address}`);
      reasons.set(address, 'withdrawn');
    },
    async signUp(email) {
      heard.push(`returns ${email}`);
      reasons.set(email, 'pending');
    },
    confirmationFor: async (email) => `https://consent.example.com/c/${email}`,
    async confirm(link) {
      heard.push(`confirms ${link}`);
    },
  };
}

describe('filling the company', () => {
  const fill = async (doors: CompanyDoors, some: readonly Person[]) => {
    for (const stage of Object.values(STAGES)) {
      await stage({ doors, people: some, name: 'seed-1974', progress: () => {} });
    }
  };

  test('asks the doors for the same under the same names, and only what they take', async () => {
    const [first, second]: [string[], string[]] = [[], []];
    await fill(rememberingDoors(first), people);
    await fill(rememberingDoors(second), people);
    expect(second).toEqual(first);
    expect(first.filter((one) => one.startsWith('seed-1974-import'))).toHaveLength(7);
    expect(first.filter((one) => one.startsWith('confirms')).length).toBeGreaterThan(1);
    const known = new Set(catalogue.wordings.map(({ scope }) => scope));
    for (const { grants } of people) {
      for (const { channel, purpose } of grants) expect(known).toContain(`${channel}.${purpose}`);
    }
  });

  test('cut short, goes on without doing again what nobody repeats', async () => {
    const heard: string[] = [];
    const doors = rememberingDoors(heard);
    await fill(doors, people);
    const left = heard.filter((one) => one.startsWith('leaves'));
    await STAGES.leaving?.({ doors, people, name: 'seed-1974', progress: () => {} });
    expect(heard.filter((one) => one.startsWith('leaves'))).toEqual(left);
  });

  const nowhere = { apiUrl: 'http://127.0.0.1:9', consoleUrl: 'http://127.0.0.1:9', folder };

  test('a second time does nothing, and says so', async () => {
    keepSeed(folder, { seed: 1974, anchor: ANCHOR.toISOString(), done: Object.keys(STAGES) });
    const said: string[] = [];
    const progress = (line: string) => said.push(line);
    await seedCompany({ ...nowhere, seed: 1974, now: new Date(), progress });
    expect(said).toEqual(['the demo company has its past already (seed 1974)']);
    expect(readSeed(folder)?.anchor).toBe(ANCHOR.toISOString());
  });

  test('with another seed refuses to mix two pasts, and names the way', async () => {
    const other = seedCompany({ ...nowhere, seed: 7, now: new Date(), progress: () => {} });
    await expect(other).rejects.toThrow(/npm start -- --fresh --seed --seed-number 7/);
  });
});
