import { html } from 'hono/html';
import { CONTACT_FAULTS } from '../../domain/contact-field.ts';
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
      text: (sender, url, days) =>
        `${sender}: did you ask for our texts? Confirm within ${days} days, else ignore this: ${url}`,
    },
  },
  form: {
    title: 'Choose what we send you',
    labels: {
      age: 'Are you 13 or over?',
      ageHint: 'We keep no details of anyone under 13, and we do not ask for your date of birth.',
      ages: { '13-or-over': 'Yes, I am 13 or over', 'under-13': 'No, I am under 13' },
      email: 'Email address',
      emailHint: 'We only use it for what you choose here.',
      phone: 'Phone number',
      phoneHint: 'For texts and calls, if you choose them here. A mobile number for texts.',
      address: 'Postal address',
      addressHint: 'So that we know where not to write. Leave it empty if post is fine.',
      addressLine1: 'Address line 1',
      addressLine2: 'Address line 2 (optional)',
      town: 'Town or city',
      county: 'County (optional)',
      postcode: 'Postcode',
      choices: 'What may we send you?',
      choicesHint: 'Select all that apply. Nothing is selected for you.',
      objections: 'What may we not send you by post?',
      objectionsHint: 'Select all that apply.',
      notice: 'How we use your details',
      submit: 'Send my choices',
      problem: 'There is a problem',
    },
    noticeItems: {
      controller: 'Who we are',
      officer: 'Whom to ask',
      purposes: 'What we use them for',
      basis: 'Why we may',
      recipients: 'Who receives them',
      transfers: 'Whether they leave the country',
      retention: 'How long we keep them',
      rights: 'Your rights',
      withdrawal: 'Changing your mind',
      complaint: 'Where to complain',
      required: 'What you have to tell us',
      decisions: 'Automatic decisions',
    },
    faults: {
      ...CONTACT_FAULTS,
      age: 'Say whether you are 13 or over',
      missing: {
        email: 'Enter your email address, since you chose something that comes by email',
        phone: 'Enter your phone number, since you chose something that comes by text or phone',
        address: 'Enter your postal address with its postcode, so that we know where not to write',
      },
    },
    thanks: 'Thank you',
    received: 'Thank you. We have received what you chose.',
    notYet:
      'We have received what you chose. Our records cannot be reached at the moment, so it is not yet in force. We put it in force as soon as they can be; you need not do anything more.',
    onlyObjections:
      'We have received what you do not want, and put it in force as soon as our records can be reached. The rest could not be recorded: send the form once more for it.',
    changeYourMind:
      'You can change your mind at any time: every email and text that you get has a way to leave.',
    underAgeHeading: 'Thank you for telling us',
    underAge: 'You have to be 13 or over to sign up here. We have kept nothing of what you typed.',
    stale:
      'This form has been open for long, or has changed since. Please look at it once more and send it again.',
    sentBefore:
      'This form was sent before with other content, and that was recorded. Send it again to add this.',
    failed: 'Something failed on our side. Please send the form again.',
    goBack: 'Go back to the form and load it again to put it right.',
  },
  footer: {
    because: (controller, purpose) =>
      `You get this because you asked ${controller} for: ${purpose}.`,
    unsubscribe: 'Unsubscribe',
  },
};
