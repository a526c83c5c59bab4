import { describe, expect, test } from '@jest/globals';
import { NoticeItem } from '../../events/form.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { rulesOf, unreviewedTexts } from '../../shared/domain/catalogue.ts';
import { parseCatalogue } from '../../shared/domain/parse-catalogue.ts';

type Input = Parameters<typeof parseCatalogue>[0];

const changed = (change: (copy: Input) => void): Input => {
  const copy: Input = structuredClone(catalogue);
  change(copy);
  return copy;
};

describe('the sample catalogue', () => {
  test('has four purposes, two languages and all four channels', () => {
    expect(catalogue.purposes.length).toBeGreaterThanOrEqual(4);
    const channels = catalogue.purposes.flatMap((purpose) => purpose.channels);
    expect(new Set(channels.map(({ channel }) => channel)).size).toBe(4);
    const locales = catalogue.purposes.map(({ name }) => Object.keys(name));
    for (const each of locales) expect(each).toEqual(['en-GB', 'cy-GB']);
  });

  test('A17: texts only its own country, as every catalogue that says nothing of it', () => {
    expect(catalogue.textedCountries).toEqual(['GB']);
    const silent = changed((copy) => delete copy.textedCountries);
    expect(parseCatalogue(silent).textedCountries).toEqual(['GB']);
  });

  test('marks every machine-written text, so that production can refuse it', () => {
    const welsh = catalogue.wordings.filter(({ text }) => Object.hasOwn(text, 'cy-GB'));
    expect(welsh.length).toBeGreaterThan(0);
    for (const { id } of welsh) {
      expect(unreviewedTexts(catalogue)).toContain(`wording ${id} (cy-GB)`);
    }
  });
});

describe('a catalogue', () => {
  const broken: [string, RegExp, (copy: Input) => void][] = [
    ['a purpose twice', /appears twice/, (copy) => copy.purposes.push(...copy.purposes)],
    [
      'a wording for what no purpose offers',
      /no purpose offers sms.newsletter/,
      (copy) => Object.assign(copy.wordings[0] ?? {}, { scope: 'sms.newsletter' }),
    ],
    [
      'a form with a wording that is not there',
      /unknown wording/,
      (copy) => copy.forms[0]?.wordings.push('missing'),
    ],
    [
      'A17: texts to a country that is none',
      /textedCountries: UK is the code of no country/,
      (copy) => Object.assign(copy, { textedCountries: ['GB', 'UK'] }),
    ],
    [
      'PEC-8: an email wording that covers the TPS',
      /only consent to phone calls/,
      (copy) => Object.assign(copy.wordings[0] ?? {}, { coversTps: true }),
    ],
    [
      'a purpose without a name in its own language',
      /has no name in en-GB/,
      (copy) => Object.assign(copy.purposes[0] ?? {}, { name: { 'cy-GB': 'Cylchlythyr' } }),
    ],
    [
      'a notice that does not say who writes',
      /items.controller in en-GB does not name Larkfield Garden Supplies Ltd/,
      (copy) =>
        Object.assign(copy.notices[0]?.items?.controller ?? {}, { 'en-GB': 'Us, in Larkfield.' }),
    ],
    [
      'a notice that does not say where to complain',
      /items.complaint in en-GB does not name Information Commission/,
      (copy) => Object.assign(copy.notices[0]?.items?.complaint ?? {}, { 'en-GB': 'To us.' }),
    ],
    [
      'ICO-2: a wording for two channels at once',
      /wording offers-email-2026-11 \(en-GB\): also names sms/,
      (copy) =>
        Object.assign(copy.wordings[1]?.text ?? {}, {
          'en-GB': 'Yes, send me offers by email and text message.',
        }),
    ],
    [
      'ICO-1: unnamed third parties',
      /names nobody \(ICO-1\)/,
      (copy) =>
        Object.assign(copy.wordings[0]?.text ?? {}, {
          'en-GB': 'Yes, send me email from you and selected partners.',
        }),
    ],
    [
      'post that is asked as a yes',
      /ask it as “Do not post me …”/,
      (copy) => Object.assign(copy.wordings.at(-1)?.text ?? {}, { 'en-GB': 'Yes, send me post.' }),
    ],
    [
      'DRK-1: a tick that means no',
      /is a yes, and says not/,
      (copy) => Object.assign(copy.wordings[0]?.text ?? {}, { 'en-GB': 'Do not stop my emails.' }),
    ],
    [
      'MBP-3: service mail from the address of marketing',
      /service\.email\.address: marketing comes from it too/,
      (copy) => {
        const [first] = copy.purposes[0]?.channels ?? [];
        if (first?.channel === 'email') copy.service.email.address = first.sender.address;
      },
    ],
    [
      'PEC-3, GDP-4: another ground than consent',
      /unrecognized/i,
      (copy) => Object.assign(copy.purposes[0] ?? {}, { ground: 'soft_opt_in' }),
    ],
    [
      'a regime of its own',
      /unrecognized/i,
      (copy) => Object.assign(copy.purposes[0]?.channels[0] ?? {}, { regime: 'opt-out' }),
    ],
  ];

  test.each(NoticeItem.options)(
    'GDP-7: with a notice that lacks %s fails the build, which names it and the fix',
    (item) => {
      const without = changed((copy) => delete copy.notices[0]?.items?.[item]);
      expect(() => parseCatalogue(without)).toThrow(
        new RegExp(
          `notice signup-2026-11: lacks ${item} in en-GB \\(GDPR Art 13\\([12]\\)\\([a-f]\\)\\): .{10,}, in items.${item}`,
        ),
      );
    },
  );

  test.each(broken)('with %s fails the build', (_, says, change) => {
    expect(() => parseCatalogue(changed(change))).toThrow(says);
  });

  test('ICO-3: a consent runs out, after two years where nothing else is said', () => {
    const said = parseCatalogue(changed((copy) => delete copy.purposes[0]?.validityMonths));
    expect(said.purposes[0]?.validityMonths).toBe(24);
    const forever = changed((copy) =>
      Object.assign(copy.purposes[0] ?? {}, { validityMonths: null }),
    );
    expect(() => parseCatalogue(forever)).toThrow(/validityMonths/);
  });

  test('tells which notices no longer count, and whether the deployment is closed', () => {
    const notice = catalogue.notices[0];
    if (!notice) throw new Error('no notice');
    const defective = parseCatalogue(
      changed((copy) => Object.assign(copy.notices[0] ?? {}, { invalid: true })),
    );
    expect(rulesOf(defective, { GATE_STATE: 'closed' })).toEqual({
      isOpen: false,
      invalidNotices: new Set([notice.id]),
    });
  });
});
