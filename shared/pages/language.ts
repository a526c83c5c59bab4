import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Catalogue } from '../domain/catalogue.ts';
import { header } from '../http/request.ts';
import type { Voice } from './layout.ts';
import { type Words, wordsOf } from './words/words.ts';

const MAX_WISHES = 10;

/** The language that the visitor chose on the page, else the first that their browser asks for, else the default. */
export function voiceFor(catalogue: Catalogue, event: APIGatewayProxyEventV2): Voice {
  const known = wordsOf(catalogue);
  const chosen = event.queryStringParameters?.lang;
  const wishes = chosen === undefined ? wishesOf(header(event, 'accept-language')) : [chosen];
  const words =
    wishes.map((wish) => find(known, wish)).find((found) => found !== undefined) ??
    find(known, catalogue.defaultLocale);
  if (!words) throw new Error('the catalogue’s default language has no words');
  return { catalogue, words };
}

/** In the order that they are written: browsers send the best first. */
function wishesOf(accepted = ''): string[] {
  const wishes = accepted.slice(0, 200).split(',', MAX_WISHES);
  return wishes.map((wish) => wish.split(';')[0]?.trim() ?? '');
}

/** Another region's spelling of a language serves better than another language. */
function find(known: readonly Words[], wish: string): Words | undefined {
  const asked = languageOf(wish);
  return known.find(({ locale }) => languageOf(locale) === asked);
}

const languageOf = (tag: string) => tag.toLowerCase().split('-')[0];
