import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ContactId } from '../../events/scope.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { type PreferencesLink, readPreferencesLink } from '../../shared/domain/preferences-link.ts';
import { mintToken, readToken, SeenPreferences } from '../../shared/domain/token.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, PreferencesEnv } from '../../shared/env.ts';
import { ConsentError } from '../../shared/errors.ts';
import { circumstancesOf } from '../../shared/http/circumstances.ts';
import { door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import { voiceFor } from '../../shared/pages/language.ts';
import type { Voice } from '../../shared/pages/layout.ts';
import {
  expiredPreferencesPage,
  freshLinkPage,
  notChangedPage,
  preferencesPage,
  unknownPreferencesPage,
} from '../../shared/pages/preferences-pages.ts';
import {
  changedPage,
  everythingReceivedPage,
  everythingStoppedPage,
} from '../../shared/pages/preferences-result-pages.ts';
import { applyTicked } from '../../shared/preferences/apply-ticked.ts';
import { type Page, stopEverything } from '../../shared/preferences/change-preferences.ts';
import { readPostedChoices, type Ticked } from '../../shared/preferences/posted-choices.ts';
import { readPreferences, readTravelled } from '../../shared/preferences/read-preferences.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { preferencesAsker } from '../../shared/service-messages/ask-for-preferences.ts';
import { readSuppressions } from '../../shared/suppression-table.ts';
import { withdrawPorts } from '../../shared/withdraw-ports.ts';

const env = loadEnv(PreferencesEnv);
const database = dynamo();
const queues = new SQSClient({});
const ledger = dynamoLedger(database, env);
const keys = linkKeys(env);
const ask = preferencesAsker(queues, env);

const reading = {
  ...{ ledger, catalogue, clock: systemClock },
  suppressions: (contactId: ContactId) =>
    readSuppressions(database, env.SUPPRESSION_TABLE, contactId),
};
const changing = {
  ...withdrawPorts(database, queues, env),
  catalogue,
  linkedContacts: (contactId: ContactId) =>
    linkedContacts(database, env.OPERATIONS_TABLE, contactId),
};

/** GET, HEAD, POST, OPTIONS /p/{token}: only POST changes anything, and only what was ticked or pressed. */
export const handler = door(
  async (event) => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return { statusCode: 204, headers: { allow: 'GET, HEAD, POST' } };
    const voice = voiceFor(catalogue, event);
    const token = (event.pathParameters?.token ?? '').replace(/\/$/, '');
    const link = readPreferencesLink(await keys.forToken(token), env.ENVIRONMENT, token);
    if (!link) return htmlAnswer(404, unknownPreferencesPage(voice));
    if (method !== 'POST') {
      return htmlAnswer(
        200,
        isFresh(link) ? await show(voice, link) : expiredPreferencesPage(voice),
      );
    }
    const { asks, ticked } = readPostedChoices(event);
    const { contactId, channel } = link;
    // Hashed: the name may wait in a queue, and a token is a key.
    const name = createHash('sha256').update(token).digest('base64url');
    const page: Page = { contactId, name, evidence: circumstancesOf(event) };
    switch (asks) {
      case 'link':
        await ask({ contactId, channel, locale: voice.words.locale }, systemClock.now());
        return htmlAnswer(202, freshLinkPage(voice));
      case 'everything':
        return everything(voice, link, page);
      case 'changes':
        return change(voice, link, ticked, page);
    }
  },
  (problem, event) => htmlAnswer(problem.status, notChangedPage(voiceFor(catalogue, event))),
);

const isFresh = ({ expiresAt }: PreferencesLink) => systemClock.now() < expiresAt;

/** From an old link nothing can be read. */
const travelledOf = async (link: PreferencesLink) =>
  isFresh(link) ? readTravelled(reading, link.contactId) : undefined;

async function show(voice: Voice, link: PreferencesLink, isNothingTicked = false) {
  const { contactId } = link;
  const preferences = await readPreferences(reading, link, voice.words.locale);
  const { sheet, saw } = preferences;
  const { locale, renderedHash } = sheet;
  const seen = mintToken(await keys(), env.ENVIRONMENT, SeenPreferences, {
    ...{ kind: 'seen', contactId, ...saw, locale, renderedHash },
  });
  return preferencesPage(voice, { link, preferences, seen }, isNothingTicked);
}

async function everything(voice: Voice, link: PreferencesLink, page: Page) {
  const stopped = await stopEverything(changing, page);
  if (stopped === 'links unknown') {
    throw new ConsentError('unavailable', 'Not everything could be stopped. Press once more.');
  }
  if (stopped === 'spooled') return htmlAnswer(202, everythingReceivedPage(voice));
  const travelled = await travelledOf(link);
  return htmlAnswer(200, everythingStoppedPage(voice, link.channel, travelled));
}

async function change(voice: Voice, link: PreferencesLink, ticked: Ticked, page: Page) {
  const ring = await keys.forToken(ticked.seen);
  const seen = readToken(ring, env.ENVIRONMENT, SeenPreferences, ticked.seen);
  const lines = await applyTicked(changing, { link, seen }, ticked, {
    ...page,
    name: `${page.name} ${seen?.seq ?? ''}`,
  });
  if (lines.length === 0) {
    const again = isFresh(link) ? await show(voice, link, true) : expiredPreferencesPage(voice);
    return htmlAnswer(422, again);
  }
  const isSpooled = lines.some(({ became }) => became === 'received');
  const travelled = isSpooled ? undefined : await travelledOf(link);
  return htmlAnswer(isSpooled ? 202 : 200, changedPage(voice, lines, travelled));
}
