import { parseCatalogue } from './domain/catalogue.ts';

const emailSender = (label: string) => ({
  name: 'Larkfield Garden Supplies',
  address: 'news@larkfield.example.com',
  listId: `${label}.larkfield.example.com`,
});

const textSender = { name: 'Larkfield', originationIdentity: '+447700900500' };

// Written by a machine: nobody who speaks Welsh has read these texts yet.
const unreviewed = ['cy-GB'];

/** The company that this deployment speaks for: the one file an adopter edits. */
export const catalogue = parseCatalogue({
  controller: {
    name: 'Larkfield Garden Supplies Ltd',
    address: '4 Mill Lane, Larkfield, LF1 2AB, United Kingdom',
    email: 'privacy@larkfield.example.com',
  },
  service: {
    email: { name: 'Larkfield Garden Supplies', address: 'hello@larkfield.example.com' },
    text: textSender,
  },
  regulator: {
    name: 'Information Commission (ICO)',
    complaintsUrl: 'https://ico.org.uk/make-a-complaint/',
  },
  locales: ['en-GB', 'cy-GB'],
  defaultLocale: 'en-GB',
  look: { accent: '#1f5f45', accentInDark: '#8fd3b1' },
  purposes: [
    {
      id: 'newsletter',
      name: { 'en-GB': 'Monthly newsletter', 'cy-GB': 'Cylchlythyr misol' },
      unreviewed,
      channels: [{ channel: 'email', doubleOptIn: false, sender: emailSender('newsletter') }],
    },
    {
      id: 'offers',
      name: { 'en-GB': 'Offers and sales', 'cy-GB': 'Cynigion a gwerthiannau' },
      unreviewed,
      validityMonths: 12,
      channels: [
        { channel: 'email', doubleOptIn: false, sender: emailSender('offers') },
        { channel: 'sms', doubleOptIn: false, sender: textSender },
        { channel: 'post' },
      ],
    },
    {
      id: 'events',
      name: { 'en-GB': 'Open days and courses', 'cy-GB': 'Diwrnodau agored a chyrsiau' },
      unreviewed,
      channels: [
        { channel: 'email', sender: emailSender('events') },
        { channel: 'sms', sender: textSender },
        { channel: 'phone' },
      ],
    },
    {
      id: 'catalogue',
      name: { 'en-GB': 'Printed seed catalogue', 'cy-GB': 'Catalog hadau printiedig' },
      unreviewed,
      channels: [{ channel: 'post' }],
    },
  ],
  notices: [
    {
      id: 'signup-2026-11',
      unreviewed,
      text: {
        'en-GB':
          'Larkfield Garden Supplies Ltd uses your email address only for what you tick here. You can change your mind at any time: every email has an unsubscribe link, or write to privacy@larkfield.example.com. We never pass your address on.',
        'cy-GB':
          'Mae Larkfield Garden Supplies Ltd yn defnyddio eich cyfeiriad e-bost ar gyfer yr hyn a diciwch yma yn unig. Gallwch newid eich meddwl ar unrhyw adeg: mae dolen dad-danysgrifio ym mhob e-bost, neu ysgrifennwch at privacy@larkfield.example.com. Nid ydym byth yn trosglwyddo eich cyfeiriad.',
      },
    },
    {
      id: 'contact-2026-11',
      unreviewed,
      text: {
        'en-GB':
          'Larkfield Garden Supplies Ltd uses your email address, phone number and postal address only as you choose here. You can change your mind at any time: every email and text has a way to stop, or write to privacy@larkfield.example.com. We never pass your details on.',
        'cy-GB':
          'Mae Larkfield Garden Supplies Ltd yn defnyddio eich cyfeiriad e-bost, eich rhif ffôn a’ch cyfeiriad post fel y dewiswch yma yn unig. Gallwch newid eich meddwl ar unrhyw adeg: mae ffordd o stopio ym mhob e-bost a neges destun, neu ysgrifennwch at privacy@larkfield.example.com. Nid ydym byth yn trosglwyddo eich manylion.',
      },
    },
  ],
  wordings: [
    {
      id: 'newsletter-email-2026-11',
      scope: 'email.newsletter',
      unreviewed,
      text: {
        'en-GB':
          'Yes, send me the monthly newsletter by email: what to sow, prune and plant, and news from our nursery.',
        'cy-GB':
          'Ie, anfonwch y cylchlythyr misol ataf drwy e-bost: beth i’w hau, ei docio a’i blannu, a newyddion o’n meithrinfa.',
      },
    },
    {
      id: 'offers-email-2026-11',
      scope: 'email.offers',
      unreviewed,
      text: {
        'en-GB': 'Yes, send me offers and sales by email.',
        'cy-GB': 'Ie, anfonwch gynigion a gwerthiannau ataf drwy e-bost.',
      },
    },
    {
      id: 'offers-sms-2026-11',
      scope: 'sms.offers',
      unreviewed,
      text: {
        'en-GB': 'Yes, send me offers and sales by text message.',
        'cy-GB': 'Ie, anfonwch gynigion a gwerthiannau ataf drwy neges destun.',
      },
    },
    {
      id: 'offers-post-2026-11',
      scope: 'post.offers',
      unreviewed,
      text: {
        'en-GB': 'Do not send me offers and sales by post.',
        'cy-GB': 'Peidiwch ag anfon cynigion a gwerthiannau ataf drwy’r post.',
      },
    },
    {
      id: 'events-email-2026-11',
      scope: 'email.events',
      unreviewed,
      text: {
        'en-GB': 'Yes, tell me about open days and courses by email.',
        'cy-GB': 'Ie, rhowch wybod i mi am ddiwrnodau agored a chyrsiau drwy e-bost.',
      },
    },
    {
      id: 'events-sms-2026-11',
      scope: 'sms.events',
      unreviewed,
      text: {
        'en-GB': 'Yes, remind me of open days and courses by text message.',
        'cy-GB': 'Ie, atgoffwch fi o ddiwrnodau agored a chyrsiau drwy neges destun.',
      },
    },
    {
      id: 'events-phone-2026-11',
      scope: 'phone.events',
      coversTps: true,
      unreviewed,
      text: {
        'en-GB':
          'Yes, call me about open days and courses, even if my number is registered with the Telephone Preference Service.',
        'cy-GB':
          'Ie, ffoniwch fi am ddiwrnodau agored a chyrsiau, hyd yn oed os yw fy rhif wedi’i gofrestru gyda’r Telephone Preference Service.',
      },
    },
    {
      id: 'catalogue-post-2026-11',
      scope: 'post.catalogue',
      unreviewed,
      text: {
        'en-GB': 'Do not send me the printed seed catalogue by post.',
        'cy-GB': 'Peidiwch ag anfon y catalog hadau printiedig ataf drwy’r post.',
      },
    },
  ],
  forms: [
    {
      id: 'newsletter',
      notice: 'signup-2026-11',
      wordings: ['newsletter-email-2026-11'],
      origins: ['https://www.larkfield.example.com'],
      localhost: true,
    },
    {
      id: 'contact',
      notice: 'contact-2026-11',
      wordings: [
        'offers-email-2026-11',
        'events-email-2026-11',
        'offers-sms-2026-11',
        'events-sms-2026-11',
        'events-phone-2026-11',
        'offers-post-2026-11',
        'catalogue-post-2026-11',
      ],
      origins: ['https://www.larkfield.example.com'],
      localhost: true,
    },
  ],
});
