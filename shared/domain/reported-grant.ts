import { createHash } from 'node:crypto';
import type { ReportedGrant } from '../../events/consent.ts';
import type { Shown } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { type Catalogue, findPolicy } from './catalogue.ts';
import type { ConsentRequest } from './decide.ts';
import { jcs } from './jcs.ts';
import { scopeOf } from './scope.ts';

type GrantRequest = Extract<ConsentRequest, { kind: 'grant' }>;

/** What is wrong with one field of it; the pointer is the field's name. */
export type GrantFault = { field: keyof ReportedGrant; detail: string };

/** A yes as another system reports it, or everything that keeps it from counting. */
export function readGrant(
  catalogue: Catalogue,
  grant: ReportedGrant,
  now: Date,
): { request: GrantRequest } | { faults: GrantFault[] } {
  const scope = scopeOf(grant.channel, grant.purpose);
  const policy = findPolicy(catalogue, scope);
  if (!policy)
    return { faults: [{ field: 'purpose', detail: unofferedPurpose(catalogue, grant) }] };
  const wording = catalogue.wordings.find(({ id }) => id === grant.wordingId);
  const notice = catalogue.notices.find(({ id }) => id === grant.noticeId);
  const faults = [
    ...wordingFaults(wording, scope),
    ...noticeFaults(notice),
    ...dateFaults(grant.givenAt, now),
  ];
  const locale = grant.locale ?? catalogue.defaultLocale;
  if (wording && notice && !isIn(wording, notice, locale)) {
    const detail = `must be a language of both texts: ${sharedLocales(wording, notice).join(', ')}`;
    faults.push({ field: 'locale', detail });
  }
  if (!wording || !notice || faults.length > 0) return { faults };
  const tick = {
    scope,
    shown: shownElsewhere(catalogue, wording, notice, locale),
    doubleOptIn: policy.channel.doubleOptIn,
    validityMonths: policy.purpose.validityMonths,
    coversTps: wording.coversTps,
  };
  const givenAt = grant.givenAt === undefined ? {} : { givenAt: new Date(grant.givenAt) };
  return { request: { kind: 'grant', tick, ...givenAt } };
}

type Wording = Catalogue['wordings'][number];
type Notice = Catalogue['notices'][number];

/** Why the catalogue has no such choice, and which it has. */
function unofferedPurpose(
  { purposes }: Pick<Catalogue, 'purposes'>,
  { channel, purpose }: Pick<ReportedGrant, 'channel' | 'purpose'>,
): string {
  const offered = purposes.filter(({ channels }) => channels.some((p) => p.channel === channel));
  const choices = offered.map(({ id }) => id).join(', ');
  return purposes.some(({ id }) => id === purpose)
    ? `is not offered by ${channel}: choose from ${choices}`
    : `is not a marketing purpose of the catalogue: choose from ${choices}`;
}

function wordingFaults(wording: Wording | undefined, scope: Scope): GrantFault[] {
  const field = 'wordingId';
  if (!wording) return [{ field, detail: 'must be a wording of the catalogue' }];
  if (wording.scope === scope) return [];
  return [{ field, detail: `asks for ${wording.scope}, not for ${scope}: name what was shown` }];
}

function noticeFaults(notice: Notice | undefined): GrantFault[] {
  const field = 'noticeId';
  if (!notice) return [{ field, detail: 'must be a notice of the catalogue' }];
  if (!notice.invalid) return [];
  return [{ field, detail: 'is defective, so nothing counts that was given under it: ask again' }];
}

/** Also what the calendar does not have. */
function dateFaults(givenAt: string | undefined, now: Date): GrantFault[] {
  if (givenAt === undefined || Date.parse(givenAt) <= now.getTime()) return [];
  return [{ field: 'givenAt', detail: 'must not be in the future' }];
}

/** Own entries only: `constructor` is in every record, and no language. */
const isIn = (wording: Wording, notice: Notice, locale: string) =>
  Object.hasOwn(wording.text, locale) && Object.hasOwn(notice.text, locale);

function sharedLocales(wording: Wording, notice: Notice): string[] {
  return Object.keys(wording.text).filter((locale) => isIn(wording, notice, locale));
}

/** Another system showed it: the texts are the catalogue's, their arrangement on the page is not known. */
function shownElsewhere(
  { controller }: Pick<Catalogue, 'controller'>,
  wording: Wording,
  notice: Notice,
  locale: string,
): Shown {
  const rendered = {
    locale,
    controller: controller.name,
    notice: { id: notice.id, text: notice.text[locale] ?? '' },
    wording: { id: wording.id, text: wording.text[locale] ?? '' },
  };
  return {
    formId: null,
    noticeId: notice.id,
    wordingId: wording.id,
    renderedHash: createHash('sha256').update(jcs(rendered)).digest('hex'),
    locale,
  };
}
