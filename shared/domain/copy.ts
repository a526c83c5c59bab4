import type { Scope } from '../../events/scope.ts';
import { channelOf } from './scope.ts';

type Trick = { why: string; says: readonly RegExp[] };

/** By language; a language without a list of its own is read by people alone. */
const TRICKS: Readonly<Record<string, readonly Trick[]>> = {
  en: [
    {
      why: 'shames whoever says no (DRK-2): say what the choice does, and nothing about the person',
      says: [
        /\bno\b[ ,]{1,2}(thanks?|thank you)?[ ,]{0,2}i(['’]d| would)? (hate|rather|prefer|don['’]t|do not|like)\b/i,
        /\bi (don['’]t|do not) (like|want|need|care about) (to )?(sav|discount|bargain|good|great|being|stay)/i,
        /\b(sorry|sad) to see you\b/i,
        /\bwe(['’]ll| will) miss you\b/i,
        /\b(please )?(don['’]t|do not) (go|leave us)\b/i,
      ],
    },
    {
      why: 'makes it hard to say no (DRK-2): one press does it, without another question',
      says: [
        /\bare you (really )?sure\b/i,
        /\b(really|still) want to (leave|unsubscribe|stop)\b/i,
        /\b(pause|snooze) (instead|for)\b/i,
        /\b(call|phone|ring) us to (stop|unsubscribe|cancel)\b/i,
        /\btell us why (before|to (stop|leave|unsubscribe))\b/i,
      ],
    },
    {
      why: 'presses (DRK-1): leave out hurry, scarcity and loss',
      says: [
        /\b(hurry|act now|last chance|now or never|too late|limited time|ends soon|expires soon)\b/i,
        /\bonly [0-9]+ (left|places|minutes|hours)\b/i,
        /\b(miss|missing|lose|losing) out\b/i,
        /\byou(['’]ll| will) (lose|miss)\b/i,
        /\bdon['’]t miss\b/i,
      ],
    },
    {
      why: 'negates twice (DRK-1): say what a tick does in one plain sentence',
      says: [
        /\b(un-?tick|uncheck|opt out|leave .{0,20}blank) .{0,40}\b(not|don['’]t|unless)\b/i,
        /\b(not|don['’]t|never) (to )?(opt out|unsubscribe|stop)\b/i,
        /\bunless you .{0,30}\b(not|don['’]t)\b/i,
        /\b(do not|don['’]t) tick .{0,60}\b(not|don['’]t|unless)\b/i,
        /\bnot (un-?tick|uncheck|deselect)/i,
      ],
    },
    {
      why: 'takes silence for a yes (GDP-1): nothing is ticked or agreed to beforehand',
      says: [
        /\b(pre-?(ticked|selected|checked)|already (ticked|selected))\b/i,
        /\bby (submitting|continuing|signing up|using|entering|clicking)\b.{0,60}\b(agree|consent|accept)/i,
        /\bunless you (tell|say|untick|opt)/i,
      ],
    },
    {
      why: 'bundles (GDP-2): ask for consent apart from terms and from everything else',
      says: [
        /\b(terms|conditions|privacy policy)\b.{0,40}\band\b.{0,40}\b(send|marketing|newsletter|offers)/i,
        /\b(send|marketing|newsletter|offers)\b.{0,60}\band\b.{0,30}\b(agree|accept).{0,20}\b(terms|conditions)/i,
      ],
    },
    {
      why: 'names nobody (ICO-1): name each company that relies on the consent',
      says: [
        /\b(selected|trusted|carefully chosen|third[- ]party) (third[- ]part|partner|compan|organi[sz]ation|advertis|market)/i,
        /\b(our|its|other) (partners|affiliates)\b/i,
      ],
    },
  ],
  cy: [
    {
      why: 'shames or presses (DRK-1, DRK-2): say what the choice does, and nothing about the person',
      says: [
        /\b(brysiwch|cyfle olaf|rhy hwyr|peidiwch â (mynd|cholli|’n gadael))/i,
        /\b(mae’n ddrwg gennym eich gweld|byddwn yn gweld eich eisiau|ydych chi’n siŵr)/i,
        /\bbyddwch (chi’n|yn) colli\b/i,
      ],
    },
    {
      why: 'takes silence for a yes, or negates twice (GDP-1, DRK-1): say what a tick does',
      says: [
        /\b(oni bai eich bod|oni bai na)\b/i,
        /\bdad-diciwch\b/i,
        /\b(eisoes wedi’i dicio|wedi’i dicio ymlaen llaw)\b/i,
        /\bdrwy (gyflwyno|barhau|gofrestru)\b.{0,60}\b(cytuno|cydsynio)/i,
      ],
    },
    {
      why: 'names nobody (ICO-1): name each company',
      says: [/\bpartneriaid (dethol|dibynadwy)\b/i],
    },
  ],
};

/** How a wording names its channel, and how it would name another. */
const CHANNELS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  en: {
    email: /\be-?mails?\b/i,
    sms: /\b(texts?|text messages?|sms)\b/i,
    phone: /\b(call|calls|phone|telephone)\b(?! preference)/i,
    post: /\b(post|letters?|mail)\b/i,
  },
  cy: {
    email: /\be-?b[ou]st\b/i,
    sms: /\b(neges(euon)? destun|tecst)\b/i,
    phone: /\b(ffoniwch|ffôn|galwadau?)(?![\p{L}])/iu,
    post: /(?<![\p{L}-])(post|llythyrau?)\b/iu,
  },
};

const NOT: Readonly<Record<string, RegExp>> = {
  en: /\b(not|don['’]t|never|no longer|unless)\b/i,
  cy: /\b(peidiwch|peidio|ddim|byth|oni bai)\b/i,
};

/**
 * What in a text tricks its reader, each with what to do instead. With `scope` the text asks for a choice: it
 * names its own channel and no other (ICO-2), a no for post and a yes for all others.
 */
export function deceptions(text: string, locale: string, scope?: Scope): string[] {
  const language = locale.slice(0, 2);
  const tricks = (TRICKS[language] ?? [])
    .filter(({ says }) => says.some((pattern) => pattern.test(text)))
    .map(({ why }) => why);
  return scope === undefined ? tricks : [...tricks, ...choiceFaults(text, language, scope)];
}

function choiceFaults(text: string, language: string, scope: Scope): string[] {
  const names = CHANNELS[language];
  if (!names) return [];
  const own = channelOf(scope);
  const named = Object.keys(names).filter((channel) => names[channel]?.test(text));
  const others = named.filter((channel) => channel !== own);
  const isNo = NOT[language]?.test(text) ?? false;
  return [
    ...(named.includes(own) ? [] : [`does not name its channel, ${own} (ICO-2)`]),
    ...others.map((channel) => `also names ${channel}: one choice for each channel (ICO-2)`),
    ...(own === 'post' && !isNo ? ['is for post: ask it as “Do not post me …”'] : []),
    ...(own !== 'post' && isNo ? ['is a yes, and says not (DRK-1): a tick means yes'] : []),
  ];
}
