import type { Scope } from '../../events/scope.ts';
import { type Catalogue, rulesOf } from '../domain/catalogue.ts';
import type { Tick } from '../domain/decide.ts';
import { isReached, type Sheet, sheetOf, tickOn } from '../domain/preference-sheet.ts';
import type { PreferencesLink } from '../domain/preferences-link.ts';
import { channelOf } from '../domain/scope.ts';
import { standingOf } from '../domain/standing.ts';
import type { SeenPreferences } from '../domain/token.ts';
import { isStoreFault } from '../dynamo.ts';
import type { EverywherePorts } from '../ledger/withdraw-everywhere.ts';
import { changeOwn, type Line, objectToPost, type Page } from './change-preferences.ts';
import type { Ticked } from './posted-choices.ts';

type Ports = EverywherePorts & { catalogue: Catalogue };

const LOOK_LIMIT_MS = 1_000;

/** `seen`: what the page proves that it showed; null where it proves nothing. */
type Opened = { link: PreferencesLink; seen: SeenPreferences | null };

/**
 * Does what was ticked, and tells of each tick what became of it. A stop is never turned away: neither for a link
 * that has expired nor for a page that is old. A yes needs both of them fresh.
 */
export async function applyTicked(
  ports: Ports,
  { link, seen }: Opened,
  { off, on }: Ticked,
  page: Page,
): Promise<Line[]> {
  const { catalogue, clock } = ports;
  const isOwn = (scope: Scope) => isReached(link.channel, channelOf(scope));
  const sheet = seen && sheetOf(catalogue, link.channel, seen.locale);
  const isFresh = clock.now() < link.expiresAt;
  const mayGrant = isFresh && isOf(seen, link, sheet);
  const wanted = on.filter(isOwn);
  const ticks = mayGrant && sheet ? ticksOn(catalogue, sheet, wanted) : [];
  const started = ticks.length > 0 ? await alreadyStarted(ports, link, ticks) : [];
  const fresh = ticks.filter(({ scope }) => !started.includes(scope));
  const saw = { basis: seen?.basis ?? 0, seq: seen?.seq ?? 0, heard: seen?.heard ?? 0 };

  const [own, post] = await Promise.allSettled([
    changeOwn(ports, page, off.filter(isOwn), { ticks: fresh, saw }),
    objectToPost(
      ports,
      page,
      off.filter((scope) => channelOf(scope) === 'post'),
    ),
  ]);
  if (own.status === 'rejected') throw own.reason;
  if (post.status === 'rejected') throw post.reason;
  const granted = ticks.map(({ scope }) => scope);
  const stale = wanted.filter((scope) => !granted.includes(scope));
  return [
    ...(isFresh ? own.value : own.value.map(untold)),
    ...post.value,
    ...started.map((scope): Line => ({ scope, became: 'already started' })),
    ...stale.map((scope): Line => ({ scope, became: 'stale' })),
  ];
}

/** From an old link nothing can be read, and so not whether it was stopped before. */
const untold = ({ scope, became }: Line): Line => ({
  scope,
  became: became === 'already stopped' ? 'stopped' : became,
});

/** What was agreed to must be what is offered now, word for word. */
function isOf(seen: SeenPreferences | null, link: PreferencesLink, sheet: Sheet | null): boolean {
  return seen?.contactId === link.contactId && seen.renderedHash === sheet?.renderedHash;
}

function ticksOn(catalogue: Catalogue, sheet: Sheet, on: readonly Scope[]): Tick[] {
  return sheet.choices
    .filter(({ scope }) => on.includes(scope))
    .flatMap((choice) => tickOn(catalogue, sheet, choice) ?? []);
}

/** Two tabs may ask for the same. Where it cannot be found out, it is recorded twice: no stop waits for that. */
async function alreadyStarted(
  { catalogue, clock, ledger }: Ports,
  { contactId }: PreferencesLink,
  ticks: readonly Tick[],
): Promise<Scope[]> {
  const store = ledger(AbortSignal.timeout(LOOK_LIMIT_MS));
  const gate = await store.readGate(contactId).catch((error: unknown) => {
    if (isStoreFault(error)) return undefined;
    throw error;
  });
  const rules = rulesOf(catalogue, { GATE_STATE: 'open' });
  return ticks
    .map(({ scope }) => standingOf(gate, [], scope, clock.now(), rules))
    .flatMap(({ is, scope }) => (is === 'on' ? scope : []));
}
