import * as z from 'zod';
import { consentCli } from '../demo/consent-cli.ts';
import { LocalError } from '../local-error.ts';
import { companyDoors } from './company-doors.ts';
import { STAGES } from './fill-company.ts';
import { inventPeople } from './invent-people.ts';
import { keepSeed, readSeed } from './kept-seed.ts';

const PEOPLE = 320;
const SCOPES = 'check,send,record,import,links';

const CreatedKey = z.object({ key: z.string().min(1) });

export type SeedOptions = {
  apiUrl: string;
  consoleUrl: string;
  /** The data folder of the stack. */
  folder: string;
  seed: number;
  now: Date;
  progress(line: string): void;
};

/**
 * Gives the demo company two years of a past, through the doors that everybody uses. What was done stays done: a
 * second time nothing is done again, and what was cut short goes on. Dates of consents are the past's; what the
 * ledger recorded and what was sent has today's, since nobody can write the ledger's past.
 */
export async function seedCompany(options: SeedOptions): Promise<void> {
  const { apiUrl, consoleUrl, folder, seed, now, progress } = options;
  const kept = readSeed(folder) ?? { seed, anchor: now.toISOString(), done: [] };
  if (kept.seed !== seed) {
    throw new LocalError(
      `This data was filled with seed ${kept.seed}. For seed ${seed} begin anew: npm start -- --fresh --seed --seed-number ${seed}`,
    );
  }
  const left = Object.entries(STAGES).filter(([stage]) => !kept.done.includes(stage));
  if (left.length === 0) {
    progress(`the demo company has its past already (seed ${seed})`);
    return;
  }
  keepSeed(folder, kept);
  progress(`filling the demo company with a past (seed ${seed}, ${PEOPLE} people)`);
  const made = await consentCli(folder).run([
    'keys',
    'create',
    '--client',
    'seed',
    '--scopes',
    SCOPES,
  ]);
  const doors = companyDoors({ apiUrl, consoleUrl, key: CreatedKey.parse(made).key });
  const people = inventPeople(seed, new Date(kept.anchor), PEOPLE);
  const done = [...kept.done];
  for (const [stage, fill] of left) {
    await fill({ doors, people, name: `seed-${seed}`, progress });
    done.push(stage);
    keepSeed(folder, { ...kept, done });
  }
  progress('the demo company has its past: look at the mailbox, or ask for anybody’s history');
}
