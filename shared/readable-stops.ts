import * as z from 'zod';
import { MAX_LINES, ReportedEvidence, ReportedWithdrawal } from '../events/consent.ts';
import { FormField as FormFields } from '../events/form.ts';
import { RawAddress } from '../events/verdict.ts';
import { readContactField } from './domain/contact-field.ts';
import { fieldOf } from './domain/form.ts';
import type { Report } from './reported-contacts.ts';

/** The withdrawals of a submission that can be read, whatever else is wrong with it; `lines` are their places. */
export type ReadableStops = { report: Report; lines: number[] };

const Fields = z.record(z.string(), z.unknown());
const List = z.array(z.unknown());

/** Null if there is none: no contact point that any of them is for, or no word of what it covers. */
export function readableStops(body: unknown): ReadableStops | null {
  const { contact: named, withdrawals, evidence } = Fields.safeParse(body).data ?? {};
  const contact = readableContact(named);
  // More than a submission may have are not read: the answer names those that were.
  const said = (List.safeParse(withdrawals).data ?? []).slice(0, MAX_LINES);
  const stops = said.flatMap((raw, index) => {
    const line = readableLine(raw);
    return line && reaches(line, contact) ? [{ line, index }] : [];
  });
  if (stops.length === 0) return null;
  const report = {
    contact,
    grants: [],
    withdrawals: stops.map(({ line }) => line),
    evidence: readableEvidence(evidence),
  };
  return { report, lines: stops.map(({ index }) => index) };
}

/** Whether a submission says no and nothing else. */
export function onlyWithdraws(body: unknown): boolean {
  const { grants = [] } = Fields.safeParse(body).data ?? {};
  return List.safeParse(grants).data?.length === 0 && readableStops(body) !== null;
}

function readableContact(named: unknown): Report['contact'] {
  const fields = Fields.safeParse(named).data ?? {};
  const readable = FormFields.options.flatMap((field) => {
    const raw = RawAddress.safeParse(fields[field]).data;
    if (raw === undefined || 'fault' in readContactField(field, raw, [])) return [];
    return [[field, raw] as const];
  });
  return Object.fromEntries(readable);
}

/**
 * Beside a channel, what is not known here is left aside: read too widely, it stops too much. Without one, only
 * an empty line says "everything"; another may have meant less.
 */
function readableLine(raw: unknown): ReportedWithdrawal | null {
  const fields = Fields.safeParse(raw).data;
  if (!fields) return null;
  const { channel, purpose } = fields;
  const isUnclear = channel === undefined && Object.keys(fields).length > 0;
  if (isUnclear) return null;
  return ReportedWithdrawal.safeParse({ channel, purpose }).data ?? null;
}

function reaches({ channel }: ReportedWithdrawal, contact: Report['contact']): boolean {
  if (channel === undefined) return Object.keys(contact).length > 0;
  return contact[fieldOf(channel)] !== undefined;
}

/** Field by field: one that is wrong is no reason to lose the others. */
function readableEvidence(given: unknown): Report['evidence'] {
  const fields = Fields.safeParse(given).data ?? {};
  return Object.fromEntries(
    Object.entries(ReportedEvidence.shape).flatMap(([field, schema]) => {
      const { data } = schema.safeParse(fields[field]);
      return data === undefined ? [] : [[field, data]];
    }),
  );
}
