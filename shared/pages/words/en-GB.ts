import { html } from 'hono/html';
import type { Words } from './words.ts';

export const enGB: Words = {
  locale: 'en-GB',
  language: 'English',
  isReviewed: true,
  frame: {
    languages: 'Language',
    questions: (email) => html`Questions about your data: ${email}.`,
    complain: (regulator) => html`You may also complain to the ${regulator}.`,
    error: (title) => `Error: ${title}`,
    problem: 'There is a problem',
  },
  leave: {
    byText: (mailing) => `${mailing} by text message`,
    quoted: (mailing) => `“${mailing}”`,
    thisMailing: 'this mailing',
    title: 'Unsubscribe',
    heading: (mailing) => `Unsubscribe from ${mailing}`,
    explain: 'Press a button and we stop at once. You need not sign in or say why.',
    one: (mailing) => `Stop ${mailing}`,
    everything: 'Stop all marketing',
    everythingHint:
      'Stopping all marketing covers everything we could send you by email, text, phone or post, wherever you gave us your details together.',
    doneTitle: 'You are unsubscribed',
    done: 'You are unsubscribed',
    doneOne: (mailing) => `We will not send you ${mailing} again.`,
    doneEverything: 'We will not contact you for marketing again, in any way.',
    onItsWay: {
      email:
        'An email that our provider had already accepted may still arrive within the next five minutes.',
      sms: 'A text that our provider had already accepted may still arrive within the next five minutes.',
    },
    alsoEverything: 'Stop everything else as well',
    why: 'Would you tell us why?',
    whyHint:
      'You are unsubscribed either way. We only count the answers; they are not kept with your details.',
    reasons: {
      'too-many': 'I got too many messages',
      'not-relevant': 'They were not about what interests me',
      'never-asked': 'I never asked for them',
      other: 'Another reason',
    },
    sendReason: 'Send',
    thanks: 'Thank you',
    thanksForReason: 'You are unsubscribed, and we have counted your answer.',
    receivedTitle: 'Received, not yet in force',
    received: (mailing) => `We have received that you want to leave ${mailing}`,
    receivedEverything: 'We have received that you want us to stop everything',
    notYet:
      'Our records cannot be reached at the moment, so it is not yet in force. We put it in force as soon as they can be reached; you need not do anything more. Until then a message may still arrive.',
    unknownTitle: 'This link does not work',
    unknown: (email) =>
      html`It may have been cut short. Open it from the message again, or write to ${email} and we stop.`,
    failedTitle: 'not unsubscribed yet',
    failedHeading: 'You are not unsubscribed yet',
    failed: 'Something failed on our side. Please press the button again.',
  },
  confirm: {
    title: 'Confirm',
    heading: 'Please confirm',
    youAsked: (controller) => `Somebody, we hope you, asked ${controller} for this:`,
    button: 'Yes, I confirm',
    ifNot: 'If it was not you, do nothing: nothing will be sent.',
    doneTitle: 'Thank you',
    doneHeading: 'Thank you, that is confirmed',
    done: 'You can change your mind at any time: every message has a way to stop.',
    alreadyHeading: 'You have confirmed this already',
    already: 'There is nothing more to do.',
    voidTitle: 'Not in force',
    voidHeading: 'This is not in force',
    void: 'You have told us to stop since you asked for it, and that counts. If you want it after all, please sign up once more.',
    expiredTitle: 'This link has expired',
    expiredHeading: 'This link has expired',
    expired: 'Press the button and we send a fresh one to the same place.',
    again: 'Send me a new link',
    againTitle: 'Check your messages',
    againHeading: 'A new link is on its way',
    againDone:
      'It should arrive within a few minutes. If it does not, look into your spam folder, or sign up once more.',
    unknownTitle: 'This link does not work',
    unknown: (email) =>
      html`It may have been cut short. Open it from the message again, sign up once more, or write to ${email}.`,
    failedTitle: 'not confirmed yet',
    failedHeading: 'This is not confirmed yet',
    failed: 'Something failed on our side. Please press the button again.',
  },
  messages: {
    confirm: {
      subject: (controller) => `Please confirm: ${controller}`,
      greeting: 'Hello,',
      youAsked: (controller) => `Somebody, we hope you, asked ${controller} for this:`,
      button: 'Confirm',
      validDays: (days) => `The link works for ${days} days.`,
      ifNot: 'If it was not you, do nothing: nothing will be sent.',
      why: (controller) =>
        `This is a message about your request and no marketing. ${controller} sends no other because of it.`,
      text: (sender, url, days) => `${sender}: for our texts, confirm within ${days} days: ${url}`,
    },
  },
  form: {
    thanks: 'Thank you',
    changeYourMind:
      'You can change your mind at any time: every email and text that you get has a way to leave.',
    goBack: 'Go back to the form and load it again to put it right.',
  },
};
