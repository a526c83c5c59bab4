import { html } from 'hono/html';
import type { Words } from './words.ts';

// Written by a machine: nobody who speaks Welsh has read these words yet.
export const cyGB: Words = {
  locale: 'cy-GB',
  language: 'Cymraeg',
  isReviewed: false,
  frame: {
    languages: 'Iaith',
    questions: (email) => html`Cwestiynau am eich data: ${email}.`,
    complain: (regulator) => html`Gallwch hefyd gwyno i’r ${regulator}.`,
    error: (title) => `Gwall: ${title}`,
    problem: 'Mae problem',
  },
  leave: {
    byText: (mailing) => `${mailing} drwy neges destun`,
    quoted: (mailing) => `“${mailing}”`,
    thisMailing: 'y negeseuon hyn',
    title: 'Dad-danysgrifio',
    heading: (mailing) => `Dad-danysgrifio o ${mailing}`,
    explain:
      'Pwyswch fotwm a byddwn yn stopio ar unwaith. Nid oes angen i chi fewngofnodi na dweud pam.',
    one: (mailing) => `Stopio ${mailing}`,
    everything: 'Stopio pob marchnata',
    everythingHint:
      'Mae stopio pob marchnata yn cynnwys popeth y gallem ei anfon atoch drwy e-bost, neges destun, ffôn neu bost, lle bynnag y rhoesoch eich manylion i ni gyda’i gilydd.',
    doneTitle: 'Rydych wedi dad-danysgrifio',
    done: 'Rydych wedi dad-danysgrifio',
    doneOne: (mailing) => `Ni fyddwn yn anfon ${mailing} atoch eto.`,
    doneEverything: 'Ni fyddwn yn cysylltu â chi i farchnata eto, mewn unrhyw ffordd.',
    onItsWay: {
      email:
        'Gall e-bost yr oedd ein darparwr eisoes wedi’i dderbyn gyrraedd o fewn y pum munud nesaf.',
      sms: 'Gall neges destun yr oedd ein darparwr eisoes wedi’i derbyn gyrraedd o fewn y pum munud nesaf.',
    },
    alsoEverything: 'Stopio popeth arall hefyd',
    why: 'A wnewch chi ddweud pam?',
    whyHint:
      'Rydych wedi dad-danysgrifio beth bynnag. Dim ond cyfrif yr atebion a wnawn; nid ydynt yn cael eu cadw gyda’ch manylion.',
    reasons: {
      'too-many': 'Cefais ormod o negeseuon',
      'not-relevant': 'Nid oeddent am yr hyn sydd o ddiddordeb i mi',
      'never-asked': 'Ni ofynnais amdanynt erioed',
      other: 'Rheswm arall',
    },
    sendReason: 'Anfon',
    thanks: 'Diolch',
    thanksForReason: 'Rydych wedi dad-danysgrifio, ac rydym wedi cyfrif eich ateb.',
    receivedTitle: 'Wedi’i dderbyn, heb ddod i rym eto',
    received: (mailing) => `Rydym wedi derbyn eich bod am adael ${mailing}`,
    receivedEverything: 'Rydym wedi derbyn eich bod am i ni stopio popeth',
    notYet:
      'Ni ellir cyrraedd ein cofnodion ar hyn o bryd, felly nid yw mewn grym eto. Byddwn yn ei roi mewn grym cyn gynted ag y gellir eu cyrraedd; nid oes angen i chi wneud dim mwy. Tan hynny gall neges gyrraedd o hyd.',
    unknownTitle: 'Nid yw’r ddolen hon yn gweithio',
    unknown: (email) =>
      html`Efallai iddi gael ei thorri’n fyr. Agorwch hi o’r neges eto, neu ysgrifennwch at ${email} a byddwn yn stopio.`,
    failedTitle: 'heb ddad-danysgrifio eto',
    failedHeading: 'Nid ydych wedi dad-danysgrifio eto',
    failed: 'Methodd rhywbeth ar ein hochr ni. Pwyswch y botwm eto.',
  },
  form: {
    thanks: 'Diolch',
    changeYourMind:
      'Gallwch newid eich meddwl ar unrhyw adeg: mae ffordd o adael ym mhob e-bost a neges destun a gewch.',
    goBack: 'Ewch yn ôl i’r ffurflen a’i llwytho eto i’w chywiro.',
  },
};
