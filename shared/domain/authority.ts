import type { Source } from '../../events/ledger-event.ts';

/**
 * How far a source's word goes when it says yes.
 * `ceremony`: the person, in control of the address and knowing the state. `line`: so on phone and post, where
 * staff had the person on the line; elsewhere as `asks`. `asks`: counts until a withdrawal has been seen, then
 * waits for confirmation. `first`: counts where nothing was ever withdrawn, else stores nothing. `gap`: counts
 * where nothing at all is known. `keyword`: lifts a texted STOP and no more. `never`.
 */
export type GrantAuthority = 'ceremony' | 'line' | 'asks' | 'first' | 'gap' | 'keyword' | 'never';

export type Authority = {
  grant: GrantAuthority;
  /** What it may withdraw: anything, objections on post alone, or nothing. */
  withdraw: 'any' | 'post' | 'never';
  block: boolean;
  screen: boolean;
};

const NOTHING: Authority = { grant: 'never', withdraw: 'never', block: false, screen: false };

/**
 * Who may do what (DESIGN §4): the person over staff for the person over a provider's feedback over an import.
 * A link in a marketing email can only ever reduce contact.
 */
export const authority: Record<Source, Authority> = {
  form: { ...NOTHING, grant: 'asks', withdraw: 'post' },
  'one-click': { ...NOTHING, withdraw: 'any' },
  'unsubscribe-page': { ...NOTHING, withdraw: 'any' },
  confirmation: { ...NOTHING, grant: 'ceremony' },
  'preference-page': { ...NOTHING, grant: 'ceremony', withdraw: 'any' },
  staff: { ...NOTHING, grant: 'line', withdraw: 'any' },
  api: { ...NOTHING, grant: 'first', withdraw: 'any' },
  import: { ...NOTHING, grant: 'gap', withdraw: 'any' },
  'email-feedback': { ...NOTHING, withdraw: 'any', block: true },
  'text-reply': { ...NOTHING, grant: 'keyword', withdraw: 'any' },
  mail: { ...NOTHING, withdraw: 'any' },
  screening: { ...NOTHING, screen: true },
};
