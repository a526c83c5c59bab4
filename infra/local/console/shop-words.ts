type Page = { link: string; title: string; intro: string };

/** What the demo company says around its forms; the forms bring their own words. */
export type ShopWords = {
  locale: string;
  other: { locale: string; name: string };
  demo: string;
  back: string;
  nav: string;
  pages: { '': Page; choices: Page };
  shelves: readonly { name: string; text: string }[];
  signup: { '': string; choices: string };
};

const english: ShopWords = {
  locale: 'en-GB',
  other: { locale: 'cy-GB', name: 'Cymraeg' },
  demo: 'A demo: this company is made up, and your own site could do the same.',
  back: 'Back to the console',
  nav: 'Larkfield',
  pages: {
    '': {
      link: 'Shop',
      title: 'Everything for a plot that feeds you',
      intro: 'Seeds, tools and sound advice from our nursery at Larkfield since 1974.',
    },
    choices: {
      link: 'Keeping in touch',
      title: 'Keeping in touch, on your terms',
      intro: 'Tell us what may reach you, and by which way. Change it whenever you like.',
    },
  },
  shelves: [
    { name: 'Broad beans', text: 'Aquadulce Claudia, the one to sow before winter. £2.95' },
    { name: 'Garlic', text: 'Early Purple Wight, three bulbs to plant now. £6.50' },
    { name: 'A good spade', text: 'Ash and forged steel, made to be handed down. £48' },
  ],
  signup: { '': 'Our newsletter', choices: 'Your choices' },
};

// Written by a machine: nobody who speaks Welsh has read these words yet.
const welsh: ShopWords = {
  locale: 'cy-GB',
  other: { locale: 'en-GB', name: 'English' },
  demo: 'Arddangosiad: cwmni dychmygol yw hwn, a gallai eich gwefan chi wneud yr un fath.',
  back: 'Yn ôl i’r consol',
  nav: 'Larkfield',
  pages: {
    '': {
      link: 'Siop',
      title: 'Popeth ar gyfer llain sy’n eich bwydo',
      intro: 'Hadau, offer a chyngor da o’n meithrinfa yn Larkfield ers 1974.',
    },
    choices: {
      link: 'Cadw mewn cysylltiad',
      title: 'Cadw mewn cysylltiad, yn ôl eich dewis',
      intro: 'Dywedwch wrthym beth gaiff eich cyrraedd, a sut. Newidiwch ef pryd bynnag y mynnwch.',
    },
  },
  shelves: [
    { name: 'Ffa', text: 'Aquadulce Claudia, yr un i’w hau cyn y gaeaf. £2.95' },
    { name: 'Garlleg', text: 'Early Purple Wight, tri bwlb i’w plannu nawr. £6.50' },
    { name: 'Rhaw dda', text: 'Onnen a dur, wedi’i gwneud i bara. £48' },
  ],
  signup: { '': 'Ein cylchlythyr', choices: 'Eich dewisiadau' },
};

export const shopWords = (asked: string | null): ShopWords =>
  asked === welsh.locale ? welsh : english;
