import { type Catalogue, unreviewedTexts } from '../shared/domain/catalogue.ts';
import { unreviewedWords } from '../shared/pages/words/words.ts';
import type { Settings } from './environments.ts';

/** Domains and numbers that belong to nobody: where one is left, the sample company still speaks. */
const MADE_UP = /[a-z0-9.-]{0,64}\bexample\.(?:com|org|net)\b|\+447700900[0-9]{3}/g;

export class UnsafeDeployment extends Error {
  override name = 'UnsafeDeployment';
}

/** Throws, naming everything at once, if this deployment would be unsafe for the real people it writes to. */
export function refuseUnsafe(name: string, settings: Settings, catalogue: Catalogue): void {
  if (!settings.production) return;
  const faults = [
    ...(settings.alarmEmail === undefined
      ? ['no alarm would reach anybody: set alarmEmail in infra/environments.ts']
      : []),
    ...catalogue.forms
      .filter(({ localhost }) => localhost)
      .map(({ id }) => `form ${id} takes submissions from http://localhost: remove its localhost`),
    ...[...unreviewedTexts(catalogue), ...unreviewedWords(catalogue)].map(
      (text) => `${text} is unreviewed: have a person read it`,
    ),
    ...madeUp(catalogue).map((text) => `the catalogue says ${text}, which is nobody's`),
  ];
  if (faults.length === 0) return;
  const list = faults.map((fault) => `  - ${fault}`).join('\n');
  throw new UnsafeDeployment(
    `${name} is production, and this is unsafe for the people it writes to:\n${list}`,
  );
}

function madeUp(catalogue: Catalogue): string[] {
  return [...new Set(JSON.stringify(catalogue).match(MADE_UP))];
}
