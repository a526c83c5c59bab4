import { catalogue } from '../../shared/catalogue.ts';
import type { PageState } from './page-state.ts';

const wording = catalogue.wordings.find(({ scope }) => scope === 'email.newsletter');

const SHOP = {
  email: 'Email address',
  choice: wording?.text['en-GB'] ?? '',
  send: 'Sign up',
};

/** FRM-8: what a form answers that was sent as a form. The form itself is the company's own page. */
export const formStates: readonly PageState[] = [
  {
    name: 'form/received',
    open: async ({ consoleUrl }) => `${consoleUrl}/shop`,
    steps: () => [
      { type: SHOP.email, text: 'sam@example.com' },
      { tick: SHOP.choice },
      { press: SHOP.send },
    ],
    announces: 'status',
  },
  {
    name: 'form/refused',
    open: async ({ consoleUrl }) => `${consoleUrl}/shop`,
    // A browser lets it pass: it has an @.
    steps: () => [
      { type: SHOP.email, text: 'sam@example' },
      { tick: SHOP.choice },
      { press: SHOP.send },
    ],
    ...{ status: 422, announces: 'alert' },
  },
];
