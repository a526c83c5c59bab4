import type { ReportedEvidence } from '../../../events/consent.ts';
import type { Channel } from '../../../events/scope.ts';
import { type SeededRandom, seededRandom } from './random.ts';

export type Grant = { channel: Channel; purpose: string; givenAt: string };

/** Somebody who does not exist, and what they have told the company in two years. */
export type Person = {
  email: string;
  phone?: string;
  address?: string;
  locale: string;
  grants: readonly Grant[];
  /** What they do not want by post. */
  objections: readonly string[];
  evidence: { method: ReportedEvidence['method']; reference: string };
  /** How they left again, if they did. */
  leaves?: 'one-click' | 'by-phone' | 'everything';
  /** They come back by the form, and some of them confirm it. */
  returns?: 'confirms' | 'forgets';
};

const FIRST = [
  ...['Amira', 'Ben', 'Carys', 'Dai', 'Elin', 'Farah', 'Gwen', 'Hugh', 'Ifor', 'Jane', 'Kofi'],
  ...['Lowri', 'Megan', 'Nia', 'Owen', 'Priya', 'Rhys', 'Sioned', 'Tomos', 'Una', 'Wyn', 'Zoe'],
] as const;
const LAST = [
  ...['Adeyemi', 'Bevan', 'Clarke', 'Davies', 'Evans', 'Foster', 'Griffiths', 'Hughes', 'Iqbal'],
  ...['Jones', 'Khan', 'Lewis', 'Morgan', 'Nowak', 'Owens', 'Patel', 'Rees', 'Singh', 'Thomas'],
] as const;
const STREETS = [
  'Mill Lane',
  'Church Street',
  'Orchard Close',
  'Station Road',
  'The Green',
] as const;
const INWARD = ['AB', 'BD', 'DE', 'GH', 'JL', 'NP', 'RS', 'TU'] as const;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A little less than a consent lasts, so that none is over on the day that it is brought in. */
const TWO_YEARS_DAYS = 715;
const OFFERS_DAYS = 350;

/** The same people for the same seed and day. */
export function inventPeople(seed: number, anchor: Date, count: number): Person[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => inventPerson(random, anchor, index));
}

function inventPerson(random: SeededRandom, anchor: Date, index: number): Person {
  const name = `${random.pick(...FIRST)}.${random.pick(...LAST)}`.toLowerCase();
  const joinedDays = random.between(2, TWO_YEARS_DAYS);
  const asked = grantsOf(random, anchor, joinedDays);
  const hasPhone = asked.some(({ channel }) => channel === 'sms' || channel === 'phone');
  const objections = random.chance(0.08) ? [random.pick('offers', 'catalogue')] : [];
  const leaves = random.chance(0.2)
    ? random.pick('one-click', 'one-click', 'by-phone', 'everything')
    : undefined;
  const returns =
    leaves === 'one-click' && random.chance(0.3) ? random.pick('confirms', 'forgets') : undefined;
  return {
    email: `${name}.${index}@example.com`,
    ...(hasPhone && { phone: `07700 900${String(index % 1_000).padStart(3, '0')}` }),
    ...(objections.length > 0 && { address: addressOf(random) }),
    locale: random.chance(0.15) ? 'cy-GB' : 'en-GB',
    grants: asked,
    objections,
    evidence: {
      method: random.pick('in_person', 'web', 'paper', 'phone'),
      reference: `slip ${String(random.between(1, 9_999)).padStart(4, '0')}`,
    },
    ...(leaves && { leaves }),
    ...(returns && { returns }),
  };
}

/** Everybody has said yes to something by email; fewer to offers, and fewer still to their phone. */
function grantsOf(random: SeededRandom, anchor: Date, joinedDays: number): Grant[] {
  const grant = (channel: Channel, purpose: string): Grant => {
    // Offers are asked anew each year.
    const days =
      purpose === 'offers' ? Math.min(joinedDays, random.between(2, OFFERS_DAYS)) : joinedDays;
    const minutes = random.between(8 * 60, 20 * 60);
    const day = Math.floor((anchor.getTime() - days * DAY_MS) / DAY_MS) * DAY_MS;
    return { channel, purpose, givenAt: new Date(day + minutes * 60_000).toISOString() };
  };
  return [
    grant('email', 'newsletter'),
    ...(random.chance(0.4) ? [grant('email', 'offers')] : []),
    ...(random.chance(0.15) ? [grant('sms', 'offers')] : []),
    ...(random.chance(0.25) ? [grant('email', 'events')] : []),
    ...(random.chance(0.06) ? [grant('phone', 'events')] : []),
  ];
}

function addressOf(random: SeededRandom): string {
  const street = `${random.between(1, 140)} ${random.pick(...STREETS)}`;
  return `${street}\nLarkfield\nLF${random.between(1, 9)} ${random.between(1, 9)}${random.pick(...INWARD)}`;
}
