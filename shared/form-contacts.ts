import { type FormField, FormField as FormFields, type FormSubmission } from '../events/form.ts';
import type { Channel } from '../events/scope.ts';
import { type ContactFault, type FieldReading, readContactField } from './domain/contact-field.ts';
import type { ContactPoint } from './domain/contact-point.ts';
import type { ConsentRequest, Tick } from './domain/decide.ts';
import { fieldOf } from './domain/form.ts';
import { isTexted } from './domain/phone-number.ts';
import { channelOf } from './domain/scope.ts';
import { type FieldError, invalidFields } from './errors.ts';

/** `typed`: as the person wrote it. */
export type FormContact = { point: ContactPoint; typed: string; requests: ConsentRequest[] };

/** In the language of the form. */
export type FormFaults = Readonly<
  Record<ContactFault | 'age' | 'phoneAbroad', string> & {
    missing: Readonly<Record<FormField, string>>;
  }
>;

/**
 * What the ticks ask for at each contact point that they need. Throws with a pointer to every field that is
 * missing or cannot be read; a field that no tick needs is read too, and then dropped.
 */
export function contactsOf(
  submission: FormSubmission,
  ticks: readonly Tick[],
  { faults, textedCountries }: { faults: FormFaults; textedCountries: readonly string[] },
): FormContact[] {
  const errors: FieldError[] = [];
  if (submission.age === undefined) errors.push({ detail: faults.age, pointer: '#/age' });
  const contacts = FormFields.options.flatMap((field) => {
    const wanted = ticks.filter(({ scope }) => fieldOf(channelOf(scope)) === field);
    const raw = submission[field];
    if (raw === undefined) {
      if (wanted.length > 0) errors.push({ detail: faults.missing[field], pointer: `#/${field}` });
      return [];
    }
    const channels = wanted.map(({ scope }): Channel => channelOf(scope));
    const reading = texted(readContactField(field, raw, channels), channels, textedCountries);
    if ('fault' in reading) errors.push({ detail: faults[reading.fault], pointer: `#/${field}` });
    if ('fault' in reading || wanted.length === 0) return [];
    return [{ point: reading.point, typed: raw, requests: wanted.map(requestOf) }];
  });
  if (errors.length > 0) throw invalidFields(errors);
  return contacts;
}

/** A17: whoever posts a form can have a text sent to any number that passes here. */
function texted(
  reading: FieldReading,
  channels: readonly Channel[],
  countries: readonly string[],
): FieldReading | { fault: 'phoneAbroad' } {
  if ('fault' in reading || !channels.includes('sms')) return reading;
  return isTexted(countries, reading.point.address) ? reading : { fault: 'phoneAbroad' };
}

/** Post is asked as "do not post me …": there a tick is an objection. */
function requestOf(tick: Tick): ConsentRequest {
  return channelOf(tick.scope) === 'post'
    ? { kind: 'withdraw', cover: tick.scope, reason: 'objected' }
    : { kind: 'grant', tick };
}
