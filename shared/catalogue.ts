import { parseCatalogue } from './domain/parse-catalogue.ts';

const emailSender = (label: string) => ({
  name: 'Larkfield Garden Supplies',
  address: 'news@larkfield.example.com',
  listId: `${label}.larkfield.example.com`,
});

const textSender = { name: 'Larkfield', originationIdentity: '+447700900500' };

// Written by a machine: nobody who speaks Welsh has read these texts yet.
const unreviewed = ['cy-GB'];

/** What both notices say in full; an adopter's own say what is true of the adopter. */
const inFull = {
  controller: {
    'en-GB':
      'Larkfield Garden Supplies Ltd, 4 Mill Lane, Larkfield, LF1 2AB, United Kingdom. Write to privacy@larkfield.example.com.',
    'cy-GB':
      'Larkfield Garden Supplies Ltd, 4 Mill Lane, Larkfield, LF1 2AB, United Kingdom. Ysgrifennwch at privacy@larkfield.example.com.',
  },
  officer: {
    'en-GB':
      'Our data protection lead answers at privacy@larkfield.example.com, or by letter to the same address.',
    'cy-GB':
      'Mae ein harweinydd diogelu data yn ateb yn privacy@larkfield.example.com, neu drwy lythyr i’r un cyfeiriad.',
  },
  purposes: {
    'en-GB': 'Sending you what you choose here, and keeping a record of what you chose.',
    'cy-GB': 'Anfon atoch yr hyn a ddewiswch yma, a chadw cofnod o’r hyn a ddewisoch.',
  },
  basis: {
    'en-GB':
      'Your consent for email, texts and calls. For post our legitimate interest in telling you of our garden supplies, to which you can object here.',
    'cy-GB':
      'Eich cydsyniad ar gyfer e-bost, negeseuon testun a galwadau. Ar gyfer y post, ein buddiant dilys mewn rhoi gwybod i chi am ein cyflenwadau gardd, y gallwch ei wrthwynebu yma.',
  },
  recipients: {
    'en-GB':
      'Amazon Web Services, which stores the details and delivers our messages for us. Nobody else.',
    'cy-GB':
      'Amazon Web Services, sy’n storio’r manylion ac yn danfon ein negeseuon ar ein rhan. Neb arall.',
  },
  transfers: {
    'en-GB': 'None: they are stored in London, and stay in the United Kingdom.',
    'cy-GB': 'Dim: cânt eu storio yn Llundain, ac maent yn aros yn y Deyrnas Unedig.',
  },
  retention: {
    'en-GB':
      'A consent lasts one or two years, as long as its purpose says, and then we stop. The record of what you chose is kept for six years after that, and a stop for as long as we send anything, so that we do not write again.',
    'cy-GB':
      'Mae cydsyniad yn para blwyddyn neu ddwy, yn ôl ei ddiben, ac yna byddwn yn stopio. Cedwir y cofnod o’r hyn a ddewisoch am chwe blynedd wedyn, a chais i stopio cyhyd ag y byddwn yn anfon unrhyw beth, fel na fyddwn yn ysgrifennu eto.',
  },
  rights: {
    'en-GB':
      'You may see your details, have them corrected or erased, restrict or object to their use, and take them elsewhere.',
    'cy-GB':
      'Cewch weld eich manylion, eu cywiro neu eu dileu, cyfyngu ar eu defnydd neu ei wrthwynebu, a mynd â nhw i rywle arall.',
  },
  withdrawal: {
    'en-GB':
      'At any time, in one step: by the link in every email and text, or by writing to privacy@larkfield.example.com. What was sent before stays lawful.',
    'cy-GB':
      'Ar unrhyw adeg, mewn un cam: drwy’r ddolen ym mhob e-bost a neges destun, neu drwy ysgrifennu at privacy@larkfield.example.com. Mae’r hyn a anfonwyd cyn hynny yn parhau’n gyfreithlon.',
  },
  complaint: {
    'en-GB':
      'To us at privacy@larkfield.example.com, or to the Information Commission (ICO), https://ico.org.uk/make-a-complaint/.',
    'cy-GB':
      'I ni yn privacy@larkfield.example.com, neu i’r Information Commission (ICO), https://ico.org.uk/make-a-complaint/.',
  },
  required: {
    'en-GB':
      'To send us this form: whether you are 13 or over, and the details that what you tick needs. Nothing obliges you to send it, and you can buy from us all the same.',
    'cy-GB':
      'I anfon y ffurflen hon atom: a ydych yn 13 oed neu’n hŷn, a’r manylion y mae eu hangen ar gyfer yr hyn a diciwch. Nid oes dim yn eich gorfodi i’w hanfon, a gallwch brynu gennym yr un fath.',
  },
  decisions: {
    'en-GB': 'We build no profiles and let no program decide about you.',
    'cy-GB': 'Nid ydym yn llunio proffiliau nac yn gadael i unrhyw raglen benderfynu amdanoch.',
  },
};

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
  textedCountries: ['GB'],
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
      items: inFull,
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
      items: inFull,
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
