import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { LedgerEvent } from '../../events/ledger-event.ts';
import { chainFaults, eventHash } from '../../shared/domain/event-hash.ts';

const EVENTS = path.join(import.meta.dirname, '../../events');

/** Words and numbers: they never travel alone. */
const SCALARS = [
  ...['ApiScope', 'Channel', 'ClientId', 'ContactId', 'ContactKind', 'Cover', 'Purpose'],
  ...['AgeBand', 'Block', 'FormField', 'NoticeItem', 'Outcome'],
  ...['RawAddress', 'Reason', 'Scope', 'SendState', 'Source', 'WithdrawalReason'],
];

/** Parts that have no life outside of their whole, whose samples show them. */
const PARTS = [
  ...['Change', 'ConsentGranted', 'ConsentRestored', 'ConsentRequested', 'ConsentWithdrawn'],
  ...['ContactBlocked', 'ContactUnblocked', 'PhoneScreened', 'Shown', 'Substitutions'],
  ...[
    'FieldFault',
    'FormLabels',
    'ImportedRow',
    'ReportedEvidence',
    'ReportedGrant',
    'ReportedWithdrawal',
  ],
];

/** An authorizer of a newer release may say more of the caller than its doors ask; an import's rows are parsed one by one. */
const OPEN = ['Caller', 'ClientRate', 'ImportRequest'];

const schemas = new Map<string, z.ZodType>();
for (const file of globSync('*.ts', { cwd: EVENTS })) {
  const exported: Record<string, unknown> = await import(path.join(EVENTS, file));
  for (const [name, value] of Object.entries(exported)) {
    if (value instanceof z.ZodType) schemas.set(name, value);
  }
}

type Sample = { file: string; name: string; content: unknown };

/** `message/message-request.two-recipients.json` is a sample of `MessageRequest`. */
const samples: Sample[] = globSync('samples/*/*.json', { cwd: EVENTS }).map((file) => {
  const [kebab = ''] = path.basename(file).split('.');
  const name = kebab.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
  return { file, name, content: JSON.parse(readFileSync(path.join(EVENTS, file), 'utf8')) };
});

const schemaOf = ({ name }: Sample): z.ZodType => {
  const schema = schemas.get(name);
  if (!schema) throw new Error(`there is no schema ${name}`);
  return schema;
};

type Path = readonly (string | number)[];

/** The paths of all objects in a value, the value itself included. */
function objectsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, member]) => objectsIn(member, [...at, key]));
  return Array.isArray(value) ? inner : [at, ...inner];
}

function withIntruder(content: unknown, at: Path): unknown {
  const copy = structuredClone(content);
  const target = at.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy);
  (target as Record<string, unknown>).intruder = true;
  return copy;
}

describe('what crosses a boundary', () => {
  test('has a sample', () => {
    const named = new Set(samples.map(({ name }) => name));
    const missing = [...schemas.keys()].filter((name) => !named.has(name));
    expect(missing.toSorted()).toEqual([...SCALARS, ...PARTS].toSorted());
  });

  test.each(samples)('$file parses', (sample) => {
    expect(schemaOf(sample).safeParse(sample.content).error).toBeUndefined();
  });

  test.each(samples)('$file lies beside its schema', ({ file, name }) => {
    const folder = path.basename(path.dirname(file));
    expect(readFileSync(path.join(EVENTS, `${folder}.ts`), 'utf8')).toContain(`const ${name} =`);
  });

  test.each(samples.filter(({ name }) => !OPEN.includes(name)))(
    '$file refuses an unknown field, wherever it is added',
    (sample) => {
      const places = objectsIn(sample.content);
      const taken = places.filter(
        (at) => schemaOf(sample).safeParse(withIntruder(sample.content, at)).success,
      );
      expect(taken).toEqual([]);
    },
  );
});

describe('the ledger events ever published', () => {
  const events = samples
    .filter(({ file }) => file.startsWith(path.join('samples', 'ledger-event')))
    .map(({ content }) => LedgerEvent.parse(content))
    .toSorted((a, b) => a.seq - b.seq);

  test('still have the hashes that they were sealed with', () => {
    expect(events.length).toBeGreaterThan(0);
    for (const { hash, ...header } of events) expect(eventHash(header)).toBe(hash);
  });

  test('still make whole chains', () => {
    const chains = Object.values(Object.groupBy(events, ({ contactId }) => contactId));
    expect(Math.max(...chains.map((chain) => chain?.length ?? 0))).toBeGreaterThan(1);
    for (const chain of chains) expect(chainFaults(chain ?? [])).toEqual([]);
  });

  test('show every kind of change, every reason and every source', () => {
    const shown = JSON.stringify(events);
    const { Source, WithdrawalReason } = Object.fromEntries(schemas) as Record<string, z.ZodEnum>;
    const kinds = PARTS.filter((name) => /^(Consent|Contact|Phone)/.test(name));
    for (const word of [
      ...kinds,
      ...(Source?.options ?? []),
      ...(WithdrawalReason?.options ?? []),
    ]) {
      expect(shown).toContain(`"${word}"`);
    }
  });
});
