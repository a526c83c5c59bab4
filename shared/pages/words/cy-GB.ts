import { html } from 'hono/html';
import type { Words } from './words.ts';

// Written by a machine: nobody who speaks Welsh has read these words yet.
export const cyGB: Words = {
  locale: 'cy-GB',
  language: 'Cymraeg',
  isReviewed: false,
  frame: {
    languages: 'Iaith',
    questions: (email) =>
      html`Cwestiwn neu gŵyn am sut rydym yn defnyddio eich gwybodaeth: ${email}.`,
    complain: (regulator) => html`Gallwch hefyd gwyno i’r ${regulator}.`,
    error: (title) => `Gwall: ${title}`,
    problem: 'Mae problem',
    didYouMean: (typed, meant) =>
      `Ysgrifennoch ${typed}. Ai ${meant} oedd gennych mewn golwg? Os felly, ewch yn ôl a’i anfon unwaith eto.`,
    preferences: 'Gweld neu newid yr hyn a anfonwn atoch',
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
    mistake: 'Wedi pwyso drwy gamgymeriad?',
    mistakeHint:
      'Gallwn anfon dolen atoch i dudalen lle gallwch ddewis eto. Tan hynny mae popeth a stopioch yn aros wedi’i stopio.',
    mistakeButton: 'Nid oeddwn yn bwriadu hynny',
    mistakeSentTitle: 'Edrychwch ar eich negeseuon',
    mistakeSent: (email) =>
      html`Rydych wedi dad-danysgrifio, ac mae dolen i dudalen lle gallwch ddewis eto ar ei ffordd i’r man y daeth ein neges. Mae’n gweithio am 24 awr. Os na ddaw dim, edrychwch yn eich ffolder sbam; anfonwn dair dolen o’r fath yr wythnos ar y mwyaf. Gallwch hefyd ysgrifennu at ${email}.`,
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
    ifNot: 'Os nad chi oedd hyn, peidiwch â gwneud dim: ni anfonir dim o hyn.',
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
    againDone: (email) =>
      html`Dylai gyrraedd o fewn ychydig funudau. Os na ddaw, edrychwch yn eich ffolder sbam; anfonwn dair neges o’r fath mewn 30 diwrnod ar y mwyaf. Gallwch hefyd ysgrifennu at ${email}.`,
    exhaustedTitle: 'Dim mwy o ddolenni am y tro',
    exhausted: (email) =>
      html`Anfonwn dair neges o’r fath mewn 30 diwrnod ar y mwyaf, fel na all neb lenwi eich blwch post â hwy, ac mae’r rhain wedi’u hanfon. Chwiliwch am yr un ddiweddaraf, hefyd yn eich ffolder sbam. Gallwch hefyd ysgrifennu at ${email}.`,
    unknownTitle: 'Nid yw’r ddolen hon yn gweithio',
    unknown: (email) =>
      html`Efallai iddi gael ei thorri’n fyr. Agorwch hi o’r neges eto, cofrestrwch unwaith eto, neu ysgrifennwch at ${email}.`,
    failedTitle: 'heb ei gadarnhau eto',
    failedHeading: 'Nid yw hyn wedi’i gadarnhau eto',
    failed: 'Methodd rhywbeth ar ein hochr ni. Pwyswch y botwm eto.',
  },
  ask: {
    title: 'Gweld neu newid yr hyn a anfonwn atoch',
    explain:
      'Dywedwch wrthym ble rydych yn cael ein negeseuon. Anfonwn ddolen yno; mae’n agor tudalen gyda phopeth sydd ar gofnod ar ei gyfer, ac yn gadael i chi ei newid.',
    email: 'Eich cyfeiriad e-bost',
    emailHint: 'Dim ond i anfon y ddolen atoch y byddwn yn ei ddefnyddio.',
    emailButton: 'E-bostiwch ddolen ataf',
    emailFault: 'Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@example.com',
    phone: 'Eich rhif ffôn symudol',
    phoneHint: 'Dim ond i anfon y ddolen atoch y byddwn yn ei ddefnyddio.',
    phoneButton: 'Anfonwch ddolen ataf drwy neges destun',
    phoneFault: 'Rhowch rif ffôn symudol, fel 07700 900123 neu +44 7700 900123',
    sentTitle: 'Edrychwch ar eich negeseuon',
    sentHeading: 'Os ydym yn eich adnabod, mae dolen ar ei ffordd',
    sent: (email) =>
      html`Os oes unrhyw beth ar gofnod ar gyfer yr hyn a deipioch, bydd dolen yn cyrraedd yno o fewn ychydig funudau ac yn gweithio am 24 awr. Os na ddaw dim, edrychwch yn eich ffolder sbam; anfonwn dair dolen o’r fath yr wythnos ar y mwyaf. Gallwch hefyd ysgrifennu at ${email}.`,
    busyTitle: 'gofynnwyd am ormod o ddolenni',
    busy: 'Gofynnwyd am lawer o ddolenni o’ch rhwydwaith o fewn yr awr ddiwethaf. Rhowch gynnig arall arni mewn awr.',
    failedTitle: 'dim dolen wedi’i hanfon eto',
    failed: 'Methodd rhywbeth ar ein hochr ni, ac nid anfonwyd dolen. Rhowch gynnig arall arni.',
  },
  preferences: {
    title: 'Yr hyn a anfonwn atoch',
    heading: 'Yr hyn a anfonwn atoch',
    proven: {
      email:
        'Daeth y ddolen hon i’ch cyfeiriad e-bost, ac mae’n dangos yr hyn sydd ar gofnod ar gyfer y cyfeiriad hwnnw.',
      sms: 'Daeth y ddolen hon i’ch ffôn, ac mae’n dangos yr hyn sydd ar gofnod ar gyfer y rhif hwnnw.',
    },
    channels: {
      email: 'Drwy e-bost',
      sms: 'Drwy neges destun',
      phone: 'Drwy alwad ffôn',
      post: 'Drwy’r post',
    },
    named: {
      email: (name) => `“${name}” drwy e-bost`,
      sms: (name) => `“${name}” drwy neges destun`,
      phone: (name) => `galwadau am “${name}”`,
      post: (name) => `“${name}” drwy’r post`,
    },
    change: 'Newid pethau unigol',
    changeHint:
      'Ticiwch yr hyn yr ydych am ei newid. Mae’r hyn nad ydych yn ei dicio yn aros fel y mae.',
    state: {
      on: (day) => (day ? `Ymlaen: mae eich cytundeb ar gofnod ers ${day}.` : 'Ymlaen.'),
      pending: (day) =>
        `I ffwrdd: gofynnwyd amdano${day ? ` ar ${day}` : ''}, heb ei gadarnhau eto.`,
      stopped: (day) => `I ffwrdd: wedi’i stopio${day ? ` ar ${day}` : ''}.`,
      expired: (day) => `I ffwrdd: mae eich cytundeb${day ? ` ar ${day}` : ''} wedi dod i ben.`,
      void: (day) =>
        `I ffwrdd: nid yw eich cytundeb${day ? ` ar ${day}` : ''} yn cyfrif mwyach, gan fod yr hyn a ddywedwyd wrthych bryd hynny yn ddiffygiol.`,
      unreachable: (day) =>
        `I ffwrdd: daeth ein negeseuon yn ôl heb eu danfon${day ? ` ar ${day}` : ''}.`,
      registered: () => 'I ffwrdd: mae eich rhif wedi’i gofrestru gyda gwasanaeth dewisiadau ffôn.',
      never: () => 'I ffwrdd: ni ofynnwyd amdano erioed.',
    },
    stop: (mailing) => `Stopio ${mailing}`,
    postHint: (email) =>
      html`Mae tic yma yn cyfrif ar gyfer pob cyfeiriad post a roesoch i ni yr un pryd â’r cyfeiriad e-bost neu’r rhif hwn. Nid yw’r ddolen yn profi mai eich cyfeiriad chi ydyw, felly nid ydym yn dangos yr hyn sydd wedi’i stopio yno eisoes. I gael post eto, ysgrifennwch at ${email}.`,
    postHeading: 'Yr hyn a diciwyd gennych am y post',
    postTold: (email) =>
      html`Wedi’i gofnodi ar gyfer pob cyfeiriad post a roesoch i ni gyda’r cyfeiriad e-bost neu’r rhif hwn. Os na roesoch yr un, ni ellid cofnodi dim: ysgrifennwch at ${email} gyda’r cyfeiriad, neu llenwch un o’n ffurflenni ag ef.`,
    save: 'Cadw’r hyn a diciais',
    nothing: 'Ticiwch yr hyn yr ydych am ei newid',
    doneTitle: 'Mae eich newidiadau ar gofnod',
    doneHeading: 'Mae eich newidiadau ar gofnod',
    doneEverything:
      'Ni fyddwn yn cysylltu â chi i farchnata eto, mewn unrhyw ffordd: nid yma nac unrhyw le y rhoesoch eich manylion i ni gyda’i gilydd.',
    notAllHeading: 'Nid yw popeth mewn grym',
    became: {
      stopped: (mailing) => `Wedi’i stopio: ${mailing}.`,
      'already stopped': (mailing) => `Wedi’i stopio eisoes: ${mailing}.`,
      started: (mailing) => `Ymlaen o hyn allan: ${mailing}.`,
      'already started': (mailing) => `Ymlaen eisoes: ${mailing}.`,
      void: (mailing) =>
        `Heb ei droi ymlaen: ${mailing}. Rydych wedi dweud wrthym am stopio ers i’r dudalen hon gael ei hagor, a hynny sy’n cyfrif. Agorwch y dudalen eto i gytuno wedi’r cyfan.`,
      stale: (mailing) =>
        `Heb ei droi ymlaen: ${mailing}. Roedd y dudalen yn rhy hen. Agorwch hi eto, neu gofynnwch am ddolen newydd.`,
      received: (mailing) =>
        `Wedi’i dderbyn, heb ddod i rym eto: stopio ${mailing}. Ni ellir cyrraedd ein cofnodion ar hyn o bryd; byddwn yn ei roi mewn grym cyn gynted ag y gellir. Nid oes angen i chi wneud dim mwy.`,
      lost: (mailing) =>
        `Heb ei droi ymlaen: ${mailing}. Ni ellir cyrraedd ein cofnodion ar hyn o bryd. Rhowch gynnig arall arni yn nes ymlaen.`,
      objected: (mailing) => `Ddim i’w anfon: ${mailing}.`,
    },
    travelled: 'Pa mor bell y mae eich newid diwethaf wedi cyrraedd',
    inForce: (when) => `Yr hyn a anfonwn ein hunain: mewn grym ers ${when}.`,
    list: {
      'has it': 'Y rhestr y mae eraill sy’n anfon drosom yn stopio yn ôl: wedi ei gael.',
      'on its way':
        'Y rhestr y mae eraill sy’n anfon drosom yn stopio yn ôl: ar ei ffordd. Fel arfer mae’n cymryd llai na munud; agorwch y dudalen hon eto i weld.',
      unconcerned:
        'Y rhestr y mae eraill sy’n anfon drosom yn stopio yn ôl: nid yw’n eich enwi chi.',
    },
    showNow: 'Dangos beth sydd mewn grym nawr',
    expiredTitle: 'Mae’r ddolen hon wedi dod i ben',
    expired:
      'Nid yw’n dangos dim mwyach. Gallwch gael un newydd wedi’i hanfon i’r un lle, a gallwch stopio popeth yma o hyd.',
    againDone:
      'Dylai gyrraedd o fewn ychydig funudau. Os na ddaw, edrychwch yn eich ffolder sbam; anfonwn dair dolen o’r fath yr wythnos ar y mwyaf.',
    failedTitle: 'methodd rhywbeth',
    failedHeading: 'Methodd rhywbeth ar ein hochr ni',
    failed:
      'Os gofynnoch i ni stopio rhywbeth, gall hynny fod mewn grym eisoes; nid yw cytundeb. Agorwch y dudalen eto i weld beth sydd mewn grym, neu stopiwch bopeth yma.',
  },
  messages: {
    preferences: {
      subject: (controller) => `Gweld neu newid yr hyn a gewch gan ${controller}`,
      greeting: 'Helo,',
      youAsked: (controller) =>
        `Gofynnodd rhywun, chi gobeithio, am ddolen i weld a newid yr hyn y mae ${controller} yn ei anfon atoch.`,
      button: 'Ei weld neu ei newid',
      validHours: (hours) => `Mae’r ddolen yn gweithio am ${hours} awr. Peidiwch â’i rhannu.`,
      ifNot: 'Os nad chi oedd hyn, peidiwch â gwneud dim: nid oes dim yn newid.',
      why: (controller) =>
        `Neges am eich cais yw hon ac nid marchnata. Nid yw ${controller} yn anfon yr un arall o’i herwydd.`,
      text: (sender, url, hours) =>
        `${sender}: gweld neu newid yr hyn a anfonwn, o fewn ${hours} awr: ${url}`,
    },
    confirm: {
      subject: (controller) => `Cadarnhewch os gwelwch yn dda: ${controller}`,
      greeting: 'Helo,',
      youAsked: (controller) => `Gofynnodd rhywun, chi gobeithio, i ${controller} am hyn:`,
      button: 'Cadarnhau',
      validDays: (days) => `Mae’r ddolen yn gweithio am ${days} diwrnod.`,
      ifNot: 'Os nad chi oedd hyn, peidiwch â gwneud dim: ni anfonir dim o hyn.',
      why: (controller) =>
        `Neges am eich cais yw hon ac nid marchnata. Nid yw ${controller} yn anfon yr un arall o’i herwydd.`,
      text: (sender, url, days) => `${sender}: cadarnhewch o fewn ${days} diwrnod: ${url}`,
    },
  },
  form: {
    title: 'Dewiswch beth a anfonwn atoch',
    labels: {
      age: 'A ydych yn 13 oed neu’n hŷn?',
      ageHint:
        'Nid ydym yn cadw manylion neb dan 13 oed, ac nid ydym yn gofyn am eich dyddiad geni.',
      ages: { '13-or-over': 'Ydw, rwy’n 13 oed neu’n hŷn', 'under-13': 'Nac ydw, rwyf dan 13 oed' },
      email: 'Cyfeiriad e-bost',
      emailHint: 'Dim ond ar gyfer yr hyn a ddewiswch yma y byddwn yn ei ddefnyddio.',
      phone: 'Rhif ffôn',
      phoneHint:
        'Ar gyfer negeseuon testun a galwadau, os dewiswch hwy yma. Rhif symudol ar gyfer negeseuon testun.',
      address: 'Cyfeiriad post',
      addressHint:
        'Er mwyn i ni wybod ble i beidio ag ysgrifennu. Gadewch ef yn wag os yw’r post yn iawn.',
      addressLine1: 'Llinell gyfeiriad 1',
      addressLine2: 'Llinell gyfeiriad 2 (dewisol)',
      town: 'Tref neu ddinas',
      county: 'Sir (dewisol)',
      postcode: 'Cod post',
      choices: 'Beth gawn ni ei anfon atoch?',
      choicesHint: 'Dewiswch bob un sy’n berthnasol. Nid oes dim wedi’i ddewis ar eich rhan.',
      objections: 'Beth na chawn ei anfon atoch drwy’r post?',
      objectionsHint: 'Dewiswch bob un sy’n berthnasol.',
      notice: 'Sut rydym yn defnyddio eich manylion',
      submit: 'Anfon fy newisiadau',
      problem: 'Mae problem',
      error: 'Gwall',
    },
    noticeItems: {
      controller: 'Pwy ydym ni',
      officer: 'Pwy i’w holi',
      purposes: 'At ba ddiben y’u defnyddiwn',
      basis: 'Pam y cawn wneud hynny',
      recipients: 'Pwy sy’n eu derbyn',
      transfers: 'A ydynt yn gadael y wlad',
      retention: 'Am ba hyd y’u cadwn',
      rights: 'Eich hawliau',
      withdrawal: 'Newid eich meddwl',
      complaint: 'Ble i gwyno',
      required: 'Beth sy’n rhaid i chi ei ddweud',
      decisions: 'Penderfyniadau awtomatig',
    },
    faults: {
      email: 'Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@example.com',
      phone: 'Rhowch rif ffôn, fel 07700 900123 neu +44 7700 900123',
      phoneCountry: 'Rhowch y rhif gyda’i god gwlad, fel +44 7700 900123',
      phoneTexts: 'Rhowch rif symudol: nid yw negeseuon testun yn cyrraedd yr un hwn',
      phoneAbroad: 'Rhowch rif symudol o wlad yr ydym yn anfon negeseuon testun iddi: {countries}',
      phoneCalls: 'Rhowch rif arall: nid ydym yn ffonio rhifau o’r math hwn',
      address: 'Rhowch gyfeiriad gyda’i god post ar y diwedd, fel 14 Mill Lane, LF1 2AB',
      age: 'Dywedwch a ydych yn 13 oed neu’n hŷn',
      missing: {
        email: 'Rhowch eich cyfeiriad e-bost, gan i chi ddewis rhywbeth sy’n dod drwy e-bost',
        phone:
          'Rhowch eich rhif ffôn, gan i chi ddewis rhywbeth sy’n dod drwy neges destun neu ffôn',
        address:
          'Rhowch eich cyfeiriad post gyda’i god post, er mwyn i ni wybod ble i beidio ag ysgrifennu',
      },
    },
    thanks: 'Diolch',
    received: 'Rydym wedi derbyn yr hyn a ddewisoch.',
    notYet:
      'Rydym wedi derbyn yr hyn a ddewisoch. Ni ellir cyrraedd ein cofnodion ar hyn o bryd, felly nid yw mewn grym eto. Byddwn yn ei roi mewn grym cyn gynted ag y gellir eu cyrraedd; nid oes angen i chi wneud dim mwy.',
    onlyObjections:
      'Rydym wedi derbyn yr hyn nad ydych ei eisiau, a byddwn yn ei roi mewn grym cyn gynted ag y gellir cyrraedd ein cofnodion. Ni ellid cofnodi’r gweddill: anfonwch y ffurflen unwaith eto ar ei gyfer.',
    changeYourMind:
      'Gallwch newid eich meddwl ar unrhyw adeg: mae ffordd o adael ym mhob e-bost a neges destun a gewch.',
    underAgeHeading: 'Diolch am ddweud wrthym',
    underAge:
      'Rhaid i chi fod yn 13 oed neu’n hŷn i gofrestru yma. Nid ydym wedi cadw dim o’r hyn a deipiwyd.',
    nothingChosen:
      'Ni wnaethoch dicio dim, felly nid ydym wedi cofnodi dim. I ddewis rhywbeth, agorwch y ffurflen eto.',
    slip: (typed, meant) =>
      `Ysgrifennoch ${typed}. Ai ${meant} oedd gennych mewn golwg? Os felly, cywirwch ef isod ac anfonwch y ffurflen unwaith eto.`,
    onceMore: 'Edrychwch ar eich dewisiadau unwaith eto',
    unproven:
      'Ni allem weld ym mha eiriau yr oedd y dudalen y daethoch ohoni wedi gofyn i chi. Edrychwch ar eich dewisiadau isod a’u ticio eto. Nid oes dim wedi’i gofnodi eto.',
    stale:
      'Mae’r ffurflen hon wedi bod ar agor ers tro, neu mae wedi newid ers hynny. Edrychwch arni unwaith eto a’i hanfon eto.',
    sentBefore:
      'Anfonwyd y ffurflen hon o’r blaen gyda chynnwys arall, a chofnodwyd hynny. Anfonwch hi eto i ychwanegu hyn.',
    strange: (field) =>
      `Anfonodd y dudalen y daethoch ohoni rywbeth nad yw’r ffurflen hon yn gofyn amdano (${field}). Edrychwch ar y ffurflen isod a’i hanfon eto.`,
    refusedTitle: 'ni dderbyniwyd eich dewisiadau',
    refused: {
      origin: (email) =>
        html`Ni chaiff y dudalen y daethoch ohoni anfon y ffurflen hon atom. Bai’r dudalen yw hynny ac nid eich bai chi, ac ni chofnodwyd dim. Ysgrifennwch at ${email} i ddweud wrthym beth gawn ni ei anfon atoch.`,
      noSuchForm: (email) =>
        html`Nid yw’r ffurflen a anfonoch yn un o’n rhai ni mwyach, ac ni chofnodwyd dim. Ysgrifennwch at ${email} i ddweud wrthym beth gawn ni ei anfon atoch.`,
      tooLarge: 'Anfonwyd mwy nag y gall y ffurflen hon ei ddal, ac ni chofnodwyd dim.',
      unreadable: (email) =>
        html`Anfonodd y dudalen y daethoch ohoni y ffurflen mewn ffordd na allwn ei darllen. Bai’r dudalen yw hynny ac nid eich bai chi, ac ni chofnodwyd dim. Ysgrifennwch at ${email} i ddweud wrthym beth gawn ni ei anfon atoch.`,
    },
    failed: 'Methodd rhywbeth ar ein hochr ni. Anfonwch y ffurflen eto.',
    goBack: 'Ewch yn ôl i’r ffurflen a’i llwytho eto i’w chywiro.',
  },
  footer: {
    because: (controller, purpose) =>
      `Rydych yn cael hwn oherwydd i chi ofyn i ${controller} am: ${purpose}.`,
    unsubscribe: 'Dad-danysgrifio',
  },
};
