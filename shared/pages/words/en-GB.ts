import { html } from 'hono/html';
import { CONTACT_FAULTS } from '../../domain/contact-field.ts';
import type { Words } from './words.ts';

export const enGB: Words = {
  locale: 'en-GB',
  language: 'English',
  isReviewed: true,
  frame: {
    languages: 'Language',
    questions: (email) =>
      html`Questions or a complaint about how we use your information: ${email}.`,
    complain: (regulator) => html`You may also complain to the ${regulator}.`,
    error: (title) => `Error: ${title}`,
    problem: 'There is a problem',
    didYouMean: (typed, meant) =>
      `You wrote ${typed}. Did you mean ${meant}? If so, go back and send it once more.`,
    preferences: 'See or change what we send you',
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
    mistake: 'Pressed by mistake?',
    mistakeHint:
      'We can send you a link to a page where you choose again. Until you do, everything that you stopped stays stopped.',
    mistakeButton: 'I did not mean to',
    mistakeSentTitle: 'Check your messages',
    mistakeSent: (email) =>
      html`You are unsubscribed, and a link to a page where you can choose again is on its way to where our message came. It works for 24 hours. If nothing comes, look into your spam folder; we send three such links a week at most. You can also write to ${email}.`,
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
    ifNot: 'If it was not you, do nothing: none of this will be sent.',
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
    againDone: (email) =>
      html`It should arrive within a few minutes. If it does not, look into your spam folder; we send three such messages in 30 days at most. You can also write to ${email}.`,
    exhaustedTitle: 'No more links for now',
    exhausted: (email) =>
      html`We send three such messages in 30 days at most, so that nobody can fill your mailbox with them, and these are sent. Look for the newest, also in your spam folder. You can also write to ${email}.`,
    unknownTitle: 'This link does not work',
    unknown: (email) =>
      html`It may have been cut short. Open it from the message again, sign up once more, or write to ${email}.`,
    failedTitle: 'not confirmed yet',
    failedHeading: 'This is not confirmed yet',
    failed: 'Something failed on our side. Please press the button again.',
  },
  ask: {
    title: 'See or change what we send you',
    explain:
      'Tell us where you get our messages. We send a link there; it opens a page with everything that is on record for it, and lets you change it.',
    email: 'Your email address',
    emailHint: 'We use it only to send you the link.',
    emailButton: 'Email me a link',
    emailFault: 'Enter an email address in the correct format, like name@example.com',
    phone: 'Your mobile number',
    phoneHint: 'We use it only to send you the link.',
    phoneButton: 'Text me a link',
    phoneFault: 'Enter a mobile number, like 07700 900123 or +44 7700 900123',
    sentTitle: 'Check your messages',
    sentHeading: 'If we know you, a link is on its way',
    sent: (email) =>
      html`If anything is on record for what you typed, a link arrives there within a few minutes and works for 24 hours. If nothing comes, look into your spam folder; we send three such links a week at most. You can also write to ${email}.`,
    busyTitle: 'too many links asked for',
    busy: 'Many links were asked for from your network within the last hour. Please try again in an hour.',
    failedTitle: 'no link sent yet',
    failed: 'Something failed on our side, and no link was sent. Please try again.',
  },
  preferences: {
    title: 'What we send you',
    heading: 'What we send you',
    proven: {
      email: 'This link came to your email address, and shows what is on record for that address.',
      sms: 'This link came to your phone, and shows what is on record for that number.',
    },
    channels: {
      email: 'By email',
      sms: 'By text message',
      phone: 'By phone call',
      post: 'By post',
    },
    named: {
      email: (name) => `“${name}” by email`,
      sms: (name) => `“${name}” by text message`,
      phone: (name) => `calls about “${name}”`,
      post: (name) => `“${name}” by post`,
    },
    change: 'Change single things',
    changeHint: 'Tick what you want to change. What you do not tick stays as it is.',
    state: {
      on: (day) => (day ? `On: your yes is on record since ${day}.` : 'On.'),
      pending: (day) => `Off: asked for${day ? ` on ${day}` : ''}, and not confirmed yet.`,
      stopped: (day) => `Off: stopped${day ? ` on ${day}` : ''}.`,
      expired: (day) => `Off: your yes${day ? ` of ${day}` : ''} has run out.`,
      void: (day) =>
        `Off: your yes${day ? ` of ${day}` : ''} counts no more, since what we told you then was faulty.`,
      unreachable: (day) =>
        `Off: our messages came back as undeliverable${day ? ` on ${day}` : ''}.`,
      registered: () => 'Off: your number is registered with a telephone preference service.',
      never: () => 'Off: never asked for.',
    },
    stop: (mailing) => `Stop ${mailing}`,
    postHint: (email) =>
      html`A tick here counts for every postal address that you gave us at the same time as this email address or number. The link does not prove that such an address is yours, so we do not show what is stopped there already. To get post again, write to ${email}.`,
    postHeading: 'What you ticked about post',
    postTold: (email) =>
      html`Recorded for every postal address that you gave us together with this email address or number. If you gave us none, nothing could be recorded: write to ${email} with the address, or fill in a form of ours with it.`,
    save: 'Save what I ticked',
    nothing: 'Tick what you want to change',
    doneTitle: 'Your changes are recorded',
    doneHeading: 'Your changes are recorded',
    doneEverything:
      'We will not contact you for marketing again, in any way: neither here nor wherever you gave us your details together.',
    notAllHeading: 'Not everything is in force',
    became: {
      stopped: (mailing) => `Stopped: ${mailing}.`,
      'already stopped': (mailing) => `Was stopped already: ${mailing}.`,
      started: (mailing) => `On from now: ${mailing}.`,
      'already started': (mailing) => `Was on already: ${mailing}.`,
      void: (mailing) =>
        `Not switched on: ${mailing}. You have told us to stop since this page was opened, and that counts. Open the page again to say yes after all.`,
      stale: (mailing) =>
        `Not switched on: ${mailing}. The page was too old for it. Open it again, or ask for a new link.`,
      received: (mailing) =>
        `Received, and not yet in force: stop ${mailing}. Our records cannot be reached at the moment; we put it in force as soon as they can be. You need not do anything more.`,
      lost: (mailing) =>
        `Not switched on: ${mailing}. Our records cannot be reached at the moment. Please try again later.`,
      objected: (mailing) => `Not to be sent: ${mailing}.`,
    },
    travelled: 'How far your last change has come',
    inForce: (when) => `What we send ourselves: in force since ${when}.`,
    list: {
      'has it': 'The list by which others who send for us stop: has it.',
      'on its way':
        'The list by which others who send for us stop: on its way. It takes less than a minute as a rule; open this page again to see.',
      unconcerned: 'The list by which others who send for us stop: does not name you.',
    },
    showNow: 'Show what stands now',
    expiredTitle: 'This link has expired',
    expired:
      'It shows nothing any more. You can have a fresh one sent to the same place, and you can still stop everything here.',
    againDone:
      'It should arrive within a few minutes. If it does not, look into your spam folder; we send three such links a week at most.',
    failedTitle: 'something failed',
    failedHeading: 'Something failed on our side',
    failed:
      'If you asked us to stop something, that may be in force already; a yes is not. Open the page again to see what stands, or stop everything here.',
  },
  messages: {
    preferences: {
      subject: (controller) => `See or change what you get from ${controller}`,
      greeting: 'Hello,',
      youAsked: (controller) =>
        `Somebody, we hope you, asked for a link to see and change what ${controller} sends you.`,
      button: 'See or change it',
      validHours: (hours) => `The link works for ${hours} hours. Please do not pass it on.`,
      ifNot: 'If it was not you, do nothing: nothing changes.',
      why: (controller) =>
        `This is a message about your request and no marketing. ${controller} sends no other because of it.`,
      text: (sender, url, hours) =>
        `${sender}: see or change what we send you, within ${hours} hours: ${url}`,
    },
    confirm: {
      subject: (controller) => `Please confirm: ${controller}`,
      greeting: 'Hello,',
      youAsked: (controller) => `Somebody, we hope you, asked ${controller} for this:`,
      button: 'Confirm',
      validDays: (days) => `The link works for ${days} days.`,
      ifNot: 'If it was not you, do nothing: none of this will be sent.',
      why: (controller) =>
        `This is a message about your request and no marketing. ${controller} sends no other because of it.`,
      text: (sender, url, days) => `${sender}: for our texts, confirm within ${days} days: ${url}`,
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
      error: 'Error',
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
      phoneAbroad: 'Enter a mobile number of a country that we send texts to: {countries}',
      age: 'Say whether you are 13 or over',
      missing: {
        email: 'Enter your email address, since you chose something that comes by email',
        phone: 'Enter your phone number, since you chose something that comes by text or phone',
        address: 'Enter your postal address with its postcode, so that we know where not to write',
      },
    },
    thanks: 'Thank you',
    received: 'We have received what you chose.',
    notYet:
      'We have received what you chose. Our records cannot be reached at the moment, so it is not yet in force. We put it in force as soon as they can be; you need not do anything more.',
    onlyObjections:
      'We have received what you do not want, and put it in force as soon as our records can be reached. The rest could not be recorded: send the form once more for it.',
    changeYourMind:
      'You can change your mind at any time: every email and text that you get has a way to leave.',
    underAgeHeading: 'Thank you for telling us',
    underAge: 'You have to be 13 or over to sign up here. We have kept nothing of what you typed.',
    nothingChosen:
      'You ticked nothing, so we have recorded nothing. To choose something, open the form again.',
    slip: (typed, meant) =>
      `You wrote ${typed}. Did you mean ${meant}? If so, put it right below and send the form once more.`,
    onceMore: 'Please check your choices once more',
    unproven:
      'We could not see in which words the page that you came from had asked you. Please check your choices below and tick them again. Nothing is recorded yet.',
    stale:
      'This form has been open for long, or has changed since. Please look at it once more and send it again.',
    sentBefore:
      'This form was sent before with other content, and that was recorded. Send it again to add this.',
    strange: (field) =>
      `The page that you came from sent something that this form does not ask for (${field}). Check the form below and send it again.`,
    refusedTitle: 'your choices were not received',
    refused: {
      origin: (email) =>
        html`The page that you came from may not send us this form. That is a fault of the page and not yours, and nothing was recorded. Write to ${email} to tell us what we may send you.`,
      noSuchForm: (email) =>
        html`The form that you sent is not ours any more, and nothing was recorded. Write to ${email} to tell us what we may send you.`,
      tooLarge: 'More was sent than this form can hold, and nothing was recorded.',
      unreadable: (email) =>
        html`The page that you came from sent the form in a way that we cannot read. That is a fault of the page and not yours, and nothing was recorded. Write to ${email} to tell us what we may send you.`,
    },
    failed: 'Something failed on our side. Please send the form again.',
    goBack: 'Go back to the form and load it again to put it right.',
  },
  footer: {
    because: (controller, purpose) =>
      `You get this because you asked ${controller} for: ${purpose}.`,
    unsubscribe: 'Unsubscribe',
  },
};
