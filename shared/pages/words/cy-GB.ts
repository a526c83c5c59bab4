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
  confirm: {
    title: 'Cadarnhau',
    heading: 'Cadarnhewch os gwelwch yn dda',
    youAsked: (controller) => `Gofynnodd rhywun, chi gobeithio, i ${controller} am hyn:`,
    button: 'Ie, rwy’n cadarnhau',
    ifNot: 'Os nad chi oedd hyn, peidiwch â gwneud dim: ni anfonir dim.',
    doneTitle: 'Diolch',
    doneHeading: 'Diolch, mae hynny wedi’i gadarnhau',
    done: 'Gallwch newid eich meddwl ar unrhyw adeg: mae ffordd o stopio ym mhob neges.',
    alreadyHeading: 'Rydych wedi cadarnhau hyn eisoes',
    already: 'Nid oes dim mwy i’w wneud.',
    voidTitle: 'Ddim mewn grym',
    voidHeading: 'Nid yw hyn mewn grym',
    void: 'Rydych wedi dweud wrthym am stopio ers i chi ofyn amdano, a hynny sy’n cyfrif. Os ydych ei eisiau wedi’r cyfan, cofrestrwch unwaith eto.',
    expiredTitle: 'Mae’r ddolen hon wedi dod i ben',
    expiredHeading: 'Mae’r ddolen hon wedi dod i ben',
    expired: 'Pwyswch y botwm a byddwn yn anfon un newydd i’r un lle.',
    again: 'Anfonwch ddolen newydd ataf',
    againTitle: 'Edrychwch ar eich negeseuon',
    againHeading: 'Mae dolen newydd ar ei ffordd',
    againDone:
      'Dylai gyrraedd o fewn ychydig funudau. Os na ddaw, edrychwch yn eich ffolder sbam, neu cofrestrwch unwaith eto.',
    unknownTitle: 'Nid yw’r ddolen hon yn gweithio',
    unknown: (email) =>
      html`Efallai iddi gael ei thorri’n fyr. Agorwch hi o’r neges eto, cofrestrwch unwaith eto, neu ysgrifennwch at ${email}.`,
    failedTitle: 'heb ei gadarnhau eto',
    failedHeading: 'Nid yw hyn wedi’i gadarnhau eto',
    failed: 'Methodd rhywbeth ar ein hochr ni. Pwyswch y botwm eto.',
  },
  messages: {
    confirm: {
      subject: (controller) => `Cadarnhewch os gwelwch yn dda: ${controller}`,
      greeting: 'Helo,',
      youAsked: (controller) => `Gofynnodd rhywun, chi gobeithio, i ${controller} am hyn:`,
      button: 'Cadarnhau',
      validDays: (days) => `Mae’r ddolen yn gweithio am ${days} diwrnod.`,
      ifNot: 'Os nad chi oedd hyn, peidiwch â gwneud dim: ni anfonir dim.',
      why: (controller) =>
        `Neges am eich cais yw hon ac nid marchnata. Nid yw ${controller} yn anfon yr un arall o’i herwydd.`,
      text: (sender, url, days) => `${sender}: cadarnhewch o fewn ${days} diwrnod: ${url}`,
    },
  },
  form: {
    thanks: 'Diolch',
    changeYourMind:
      'Gallwch newid eich meddwl ar unrhyw adeg: mae ffordd o adael ym mhob e-bost a neges destun a gewch.',
    goBack: 'Ewch yn ôl i’r ffurflen a’i llwytho eto i’w chywiro.',
  },
};
