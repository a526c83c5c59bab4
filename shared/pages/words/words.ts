import type { Channel } from '../../../events/scope.ts';
import type { Catalogue } from '../../domain/catalogue.ts';
import type { FormWords } from '../../domain/form.ts';
import type { ConfirmedChannel } from '../../domain/pending.ts';
import type { StandingKind } from '../../domain/standing.ts';
import type { FormFaults } from '../../form-contacts.ts';
import type { Became } from '../../preferences/change-preferences.ts';
import type { Travelled } from '../../preferences/read-preferences.ts';
import type { Markup } from '../layout.ts';
import type { LeaveReason } from '../leave-form.ts';
import { cyGB } from './cy-GB.ts';
import { enGB } from './en-GB.ts';
import type { MessageWords } from './message-words.ts';
import { withCountries } from './with-countries.ts';

/**
 * Every word that a visitor reads. Another language is one more file of this shape. What goes between
 * quotation marks, like `mailing`, comes from the catalogue.
 */
export type Words = {
  locale: string;
  /** The language's own name for itself. */
  language: string;
  /** Whether somebody who speaks it has read them all: production refuses what nobody has. */
  isReviewed: boolean;
  frame: {
    languages: string;
    questions(email: Markup): Markup;
    complain(regulator: Markup): Markup;
    error(title: string): string;
    problem: string;
    /** After what was let through all the same. */
    didYouMean(typed: string, meant: string): string;
    preferences: string;
  };
  leave: {
    /** `“Offers and sales” by text message`: who also gets it by email must see what stops. */
    byText(mailing: string): string;
    quoted(mailing: string): string;
    /** A purpose that the catalogue has retired. */
    thisMailing: string;
    title: string;
    heading(mailing: string): string;
    explain: string;
    one(mailing: string): string;
    everything: string;
    everythingHint: string;
    doneTitle: string;
    done: string;
    doneOne(mailing: string): string;
    doneEverything: string;
    onItsWay: { email: string; sms: string };
    alsoEverything: string;
    why: string;
    whyHint: string;
    reasons: Record<LeaveReason, string>;
    sendReason: string;
    thanks: string;
    thanksForReason: string;
    mistake: string;
    mistakeHint: string;
    mistakeButton: string;
    mistakeSentTitle: string;
    mistakeSent(email: Markup): Markup;
    receivedTitle: string;
    received(mailing: string): string;
    receivedEverything: string;
    notYet: string;
    unknownTitle: string;
    unknown(email: Markup): Markup;
    failedTitle: string;
    failedHeading: string;
    failed: string;
  };
  confirm: {
    title: string;
    heading: string;
    /** Above what was asked for, in its own wording. */
    youAsked(controller: string): string;
    button: string;
    ifNot: string;
    doneTitle: string;
    doneHeading: string;
    done: string;
    alreadyHeading: string;
    already: string;
    voidTitle: string;
    voidHeading: string;
    void: string;
    expiredTitle: string;
    expiredHeading: string;
    expired: string;
    again: string;
    againTitle: string;
    againHeading: string;
    againDone(email: Markup): Markup;
    /** As many were sent as may be: none is on its way. */
    exhaustedTitle: string;
    exhausted(email: Markup): Markup;
    unknownTitle: string;
    unknown(email: Markup): Markup;
    failedTitle: string;
    failedHeading: string;
    failed: string;
  };
  /** Where a link to one's preferences is asked for. */
  ask: {
    title: string;
    explain: string;
    email: string;
    emailHint: string;
    emailButton: string;
    emailFault: string;
    phone: string;
    phoneHint: string;
    phoneButton: string;
    phoneFault: string;
    sentTitle: string;
    sentHeading: string;
    sent(email: Markup): Markup;
    busyTitle: string;
    busy: string;
    failedTitle: string;
    failed: string;
  };
  preferences: {
    title: string;
    heading: string;
    proven: Record<ConfirmedChannel, string>;
    channels: Record<Channel, string>;
    /** What a choice is called in a sentence, like `“Offers and sales” by post`. */
    named: Record<Channel, (name: string) => string>;
    change: string;
    changeHint: string;
    state: Record<StandingKind, (day: string | null) => string>;
    stop(mailing: string): string;
    postHint(email: Markup): Markup;
    postHeading: string;
    postTold(email: Markup): Markup;
    save: string;
    nothing: string;
    doneTitle: string;
    doneHeading: string;
    doneEverything: string;
    notAllHeading: string;
    became: Record<Became, (mailing: string) => string>;
    travelled: string;
    inForce(when: string): string;
    list: Record<Travelled['list'], string>;
    showNow: string;
    expiredTitle: string;
    expired: string;
    againDone: string;
    failedTitle: string;
    failedHeading: string;
    failed: string;
  };
  /** What the service writes to somebody who has asked for it: no marketing. */
  messages: MessageWords;
  form: FormWords & {
    title: string;
    faults: FormFaults;
    thanks: string;
    received: string;
    /** The store is down: received is not yet in force. */
    notYet: string;
    onlyObjections: string;
    changeYourMind: string;
    /** To a child: nothing of them was kept. */
    underAge: string;
    underAgeHeading: string;
    /** Nothing was ticked: nothing is on record. */
    nothingChosen: string;
    /** After what was let through all the same; the form stands beneath it once more. */
    slip(typed: string, meant: string): string;
    /** Above a form that is shown again with nothing wrong in it: its person has made no mistake. */
    onceMore: string;
    /** It proves nothing of what it showed, as one on a page that was copied. */
    unproven: string;
    stale: string;
    sentBefore: string;
    /** At a form that is shown again: a field that is none of ours. */
    strange(field: string): string;
    /** Where no form can be shown again. */
    refusedTitle: string;
    refused: {
      /** The company has not listed the page, or the page hides where it is. */
      origin(email: Markup): Markup;
      noSuchForm(email: Markup): Markup;
      tooLarge: string;
      /** Sent in a way that forms are not. */
      unreadable(email: Markup): Markup;
    };
    failed: string;
    goBack: string;
  };
  /** Beneath every marketing email. */
  footer: {
    because(controller: string, purpose: string): string;
    unsubscribe: string;
  };
};

const ALL: Readonly<Record<string, Words>> = { 'en-GB': enGB, 'cy-GB': cyGB };

/** Throws for a language that the catalogue lists and nobody has written. */
export function wordsOf(
  catalogue: Pick<Catalogue, 'locales' | 'textedCountries'>,
): readonly Words[] {
  return catalogue.locales.map((locale) => {
    const words = Object.hasOwn(ALL, locale) ? ALL[locale] : undefined;
    if (!words)
      throw new Error(`there are no words for ${locale}: add shared/pages/words/${locale}.ts`);
    return withCountries(words, catalogue.textedCountries);
  });
}

/** The languages that the service offers and whose words nobody has reviewed. */
export const unreviewedWords = (
  catalogue: Pick<Catalogue, 'locales' | 'textedCountries'>,
): string[] =>
  wordsOf(catalogue).flatMap(({ isReviewed, locale }) => (isReviewed ? [] : `pages (${locale})`));

/** The words of this language, or of the default where it is no page's. */
export function wordsIn(
  catalogue: Pick<Catalogue, 'locales' | 'defaultLocale' | 'textedCountries'>,
  locale: string,
): Words {
  const all = wordsOf(catalogue);
  const words =
    all.find((one) => one.locale === locale) ??
    all.find((one) => one.locale === catalogue.defaultLocale);
  if (!words) throw new Error('the catalogue’s default language has no words');
  return words;
}
