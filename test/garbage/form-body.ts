import type { Random } from '../race/random.ts';
import { A_PHONE, AN_ADDRESS } from './body-parts.ts';
import type { Field } from './break-body.ts';
import { CANARY } from './canary.ts';
import {
  NOT_A_PHONE,
  NOT_A_POSTAL_ADDRESS,
  NOT_AN_EMAIL,
  UNCERTAIN_PHONES,
} from './odd-addresses.ts';
import { type Bad, NOT_A_CHOICE, over } from './odd-values.ts';

/** Tokens as they are handed out with a form, by what is wrong with them. */
export type FormTokens = {
  /** Of the form `contact`, fresh. */
  good: string;
  /** Good for nothing any more: its one submission was recorded. */
  used: string;
  bad: readonly string[];
};

export const goodForm = (formToken: string) => ({
  email: CANARY.email,
  phone: A_PHONE,
  address: AN_ADDRESS,
  consents: ['email.offers', 'sms.offers', 'post.offers'],
  age: '13-or-over',
  formToken,
});

const choices: readonly Bad[] = [
  ...NOT_A_CHOICE,
  ['not of this form', 'email.newsletter'],
  ['no such choice', 'fax.offers'],
  ['no such choice', 'email.constructor'],
  ['no purpose', 'email.'],
];

/** Of these two bands the younger is an answer as well, and ends the reading. */
const NOT_AN_AGE: readonly Bad[] = [
  ['empty', ''],
  ['a number', '13'],
  ['another case', '13-OR-OVER'],
  ['a date of birth', '2001-02-03'],
];

/** Fields that are texts. */
export const formTexts: readonly Field[] = [
  { is: 'text', at: ['email'], bad: NOT_AN_EMAIL },
  { is: 'text', at: ['phone'], bad: [...NOT_A_PHONE, ...UNCERTAIN_PHONES] },
  { is: 'text', at: ['address'], bad: NOT_A_POSTAL_ADDRESS },
  { is: 'text', at: ['consents', 0], bad: choices },
  { is: 'text', at: ['age'], bad: NOT_AN_AGE },
  { is: 'text', at: ['formToken'], bad: [['empty', ''], over(200)] },
];

export const formFields: readonly Field[] = [
  { is: 'object', at: [] },
  { is: 'list', at: ['consents'], max: 16, min: 0, isOptional: true },
  ...formTexts,
];

/** Good for nothing, or not any more. */
export function badFormToken({ used, bad }: FormTokens, random: Random): string {
  return random.pick(used, ...bad);
}
