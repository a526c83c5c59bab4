import { parseCatalogue } from './domain/catalogue.ts';

/** The company that this deployment speaks for: the one file an adopter edits. */
export const catalogue = parseCatalogue({
  controller: {
    name: 'Larkfield Garden Supplies Ltd',
    address: '4 Mill Lane, Larkfield, LF1 2AB, United Kingdom',
    email: 'privacy@larkfield.example.com',
  },
  regulator: {
    name: 'Information Commission (ICO)',
    complaintsUrl: 'https://ico.org.uk/make-a-complaint/',
  },
  defaultLocale: 'en-GB',
  purposes: [
    {
      id: 'newsletter',
      name: 'Monthly newsletter',
      channels: [
        {
          channel: 'email',
          doubleOptIn: false,
          sender: {
            name: 'Larkfield Garden Supplies',
            address: 'news@larkfield.example.com',
            listId: 'newsletter.larkfield.example.com',
          },
        },
      ],
    },
  ],
  notices: [
    {
      id: 'signup-2026-11',
      text: {
        'en-GB':
          'Larkfield Garden Supplies Ltd uses your email address only for what you tick here. You can change your mind at any time: every email has an unsubscribe link, or write to privacy@larkfield.example.com. We never pass your address on.',
      },
    },
  ],
  wordings: [
    {
      id: 'newsletter-email-2026-11',
      scope: 'email.newsletter',
      text: {
        'en-GB':
          'Yes, send me the monthly newsletter by email: what to sow, prune and plant, and news from our nursery.',
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
  ],
});
