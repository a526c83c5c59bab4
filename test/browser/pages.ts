import { confirmStates } from './confirm-states.ts';
import { formStates } from './form-states.ts';
import type { PageState } from './page-state.ts';
import { preferencesStates } from './preferences-states.ts';
import { unsubscribeStates } from './unsubscribe-states.ts';

/** Every page that a person can meet, in every state: a new kind of page is one more line. */
export const pages: readonly PageState[] = [
  ...formStates,
  ...confirmStates,
  ...preferencesStates,
  ...unsubscribeStates,
];
