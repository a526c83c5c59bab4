import type {
  ConsentSubmission,
  ReportedEvidence,
  ReportedGrant,
  ReportedWithdrawal,
} from '../events/consent.ts';
import { FormField as FormFields } from '../events/form.ts';
import type { Channel, Cover } from '../events/scope.ts';
import type { Catalogue } from './domain/catalogue.ts';
import { CONTACT_FAULTS, readContactField } from './domain/contact-field.ts';
import type { ContactPoint } from './domain/contact-point.ts';
import type { ConsentRequest } from './domain/decide.ts';
import { fieldOf } from './domain/form.ts';
import { readGrant } from './domain/reported-grant.ts';
import { includes, scopeOf } from './domain/scope.ts';
import { type FieldError, invalidFields } from './errors.ts';

/** A submission, or as much of it as can be read. */
export type Report = Omit<ConsentSubmission, 'evidence'> & {
  evidence?: Partial<ReportedEvidence> | undefined;
};

/** One grant or withdrawal by its place in the submission. */
export type Line = { list: 'grants' | 'withdrawals'; index: number };

/** What a submission asks for at one contact point; `lines` says, request by request, where it comes from. */
export type ReportedContact = {
  point: ContactPoint;
  /** As it was sent. */
  typed: string;
  requests: ConsentRequest[];
  lines: Line[];
};

/** A line read: `channel` is null where it is for every contact point that is named. */
type Wanted = Line & { channel: Channel | null; request: ConsentRequest };

/**
 * What is asked for at each contact point. Throws with a pointer to every faulty field; a contact that no line
 * needs is read too, and then dropped.
 */
export function reportedContacts(
  submission: Report,
  source: 'api' | 'import',
  catalogue: Catalogue,
  now: Date,
): ReportedContact[] {
  const undated = source === 'import' ? undatedGrants(submission) : [];
  const errors: FieldError[] = [...contradictions(submission), ...undated];
  const wanted = [
    ...submission.withdrawals.map(wantedStop),
    ...submission.grants.flatMap((one, index) => wantedGrant(one, index, catalogue, now, errors)),
  ];
  const contacts = FormFields.options.flatMap((field) => {
    const here = wanted.filter(({ channel }) => channel === null || fieldOf(channel) === field);
    const raw = submission.contact[field];
    if (raw === undefined) {
      errors.push(...here.flatMap((line) => missingContact(line, field)));
      return [];
    }
    // Who wants no texts may say so of any number: only a yes asks whether they can reach it.
    const granted = here.flatMap(({ list, channel }) => (list === 'grants' && channel) || []);
    const reading = readContactField(field, raw, granted);
    if ('fault' in reading) {
      errors.push({ detail: CONTACT_FAULTS[reading.fault], pointer: `#/contact/${field}` });
      return [];
    }
    const { point } = reading;
    if (here.length === 0) return [];
    const requests = here.map(({ request }) => atPoint(request, point));
    return [
      { point, typed: raw, requests, lines: here.map(({ list, index }) => ({ list, index })) },
    ];
  });
  if (errors.length > 0) throw invalidFields(errors);
  return contacts;
}

function wantedGrant(
  grant: ReportedGrant,
  index: number,
  catalogue: Catalogue,
  now: Date,
  errors: FieldError[],
): Wanted[] {
  const reading = readGrant(catalogue, grant, now);
  if ('request' in reading) {
    return [{ list: 'grants', index, channel: grant.channel, request: reading.request }];
  }
  const at = (field: string) => `#/grants/${index}/${field}`;
  errors.push(...reading.faults.map(({ field, detail }) => ({ detail, pointer: at(field) })));
  return [];
}

/** Of any purpose: what the catalogue has retired, or never had, can be stopped as well. */
function wantedStop(withdrawal: ReportedWithdrawal, index: number): Wanted {
  const request = { kind: 'withdraw', cover: coverOf(withdrawal), reason: 'withdrawn' } as const;
  return { list: 'withdrawals', index, channel: withdrawal.channel ?? null, request };
}

function coverOf({ channel, purpose }: ReportedWithdrawal): Cover {
  if (channel === undefined) return '*';
  return purpose === undefined ? `${channel}.*` : scopeOf(channel, purpose);
}

/** At a postal address a no is an objection. */
function atPoint(request: ConsentRequest, { kind }: ContactPoint): ConsentRequest {
  return request.kind === 'withdraw' && kind === 'postal'
    ? { ...request, reason: 'objected' }
    : request;
}

/** Of an import: from today's date an old consent would be young again. */
function undatedGrants({ grants }: Report): FieldError[] {
  return grants.flatMap(({ givenAt }, index) => {
    if (givenAt !== undefined) return [];
    const detail = 'is needed: say when the person gave it, since its validity counts from then';
    return [{ detail, pointer: `#/grants/${index}/givenAt` }];
  });
}

/** One request cannot say yes and no to the same thing, nor the same thing twice. */
function contradictions({ grants, withdrawals }: Report): FieldError[] {
  const scopes = grants.map(({ channel, purpose }) => scopeOf(channel, purpose));
  const repeated = scopes.flatMap((scope, index) => {
    const earlier = scopes.indexOf(scope);
    if (earlier === index) return [];
    const detail = `is the same choice as grant ${earlier}: name every choice once`;
    return [{ detail, pointer: `#/grants/${index}` }];
  });
  const opposed = withdrawals.flatMap((withdrawal, index) => {
    const granted = scopes.findIndex((scope) => includes(coverOf(withdrawal), scope));
    if (granted < 0) return [];
    const detail = `also withdraws what grant ${granted} gives: send what was said last`;
    return [{ detail, pointer: `#/withdrawals/${index}` }];
  });
  return [...repeated, ...opposed];
}

function missingContact({ list, index, channel }: Wanted, field: string): FieldError[] {
  if (channel === null) return [];
  const detail = `is needed: ${list}/${index} is about ${channel}`;
  return [{ detail, pointer: `#/contact/${field}` }];
}
