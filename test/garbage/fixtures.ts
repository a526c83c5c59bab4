import { mintConfirmLink } from '../../shared/domain/confirm-link.ts';
import { mintPreferencesLink } from '../../shared/domain/preferences-link.ts';
import {
  FormToken,
  mintToken,
  SeenPreferences,
  UnsubscribeToken,
} from '../../shared/domain/token.ts';
import { mintTextLink } from '../../shared/domain/unsubscribe-link.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { grantOf } from '../http/consent-door.ts';
import { ORIGIN } from '../http/form-door.ts';
import { ENVIRONMENT } from '../http/world.ts';
import { CANARY } from './canary.ts';
import type { FormTokens } from './form-body.ts';
import type { GarbageWorld } from './garbage-world.ts';
import type { Known } from './json-requests.ts';
import type { Tokens } from './link-requests.ts';
import { jsonText } from './raw-json.ts';

/** What lies in the world before anything bad is sent to it, and what a bad request can be made of. */
export type Fixtures = Known & { forms: FormTokens; tokens: Tokens };

const SOMEBODY = 'sam@example.com';
const CONTACT_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const HOUR_MS = 3_600_000;
const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** Records somebody's consent, sends them something, spends a form, and collects tokens of all kinds. */
export async function layFixtures(world: GarbageWorld): Promise<Fixtures> {
  const { keys } = world;
  const usedIdempotencyKey = '"used-before"';
  const post = (path: string, key: string, body: unknown) =>
    world.must(`POST ${path}`, {
      method: 'POST',
      path,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': usedIdempotencyKey,
      },
      body: JSON.stringify(body),
    });
  await post('/v1/consents', keys.good, {
    contact: { email: SOMEBODY },
    grants: [grantOf('email.offers')],
  });
  await post('/v1/messages', keys.good, {
    ...{ channel: 'email', purpose: 'offers', content: { subject: 'Sale', text: 'Now.' } },
    recipients: [{ to: SOMEBODY }],
  });
  const permit = await post('/v1/permits', keys.careless, {
    ...{ channel: 'email', purpose: 'offers', address: SOMEBODY, messageId: 'm1' },
  });
  const forms = await formTokens(world);
  const tokens = await tokensOf(JSON.parse(permit).permitId);
  const genuine = [
    ...[forms.good, forms.used, ...tokens.notPermits],
    ...[...tokens.toStop.genuine, ...tokens.toConfirm.genuine, ...tokens.toPrefer.genuine],
  ];
  world.output.secrets.push(...genuine.map((token) => token.split('.').at(-1) ?? token));
  return { keys, usedIdempotencyKey, forms, tokens };
}

async function formTokens(world: GarbageWorld): Promise<FormTokens> {
  const serve = async (formId: string): Promise<string> => {
    const path = `/v1/forms/${formId}`;
    const served = await world.must('GET /v1/forms/{formId}', {
      method: 'GET',
      path,
      pathParameters: { formId },
    });
    return JSON.parse(served).formToken;
  };
  const [good, used, other] = [
    await serve('contact'),
    await serve('contact'),
    await serve('newsletter'),
  ];
  await world.must('POST /v1/forms/{formId}/consents', {
    method: 'POST',
    path: '/v1/forms/contact/consents',
    pathParameters: { formId: 'contact' },
    headers: { origin: ORIGIN, 'content-type': 'application/json' },
    body: jsonText({
      email: 'used@example.com',
      consents: ['email.offers'],
      age: '13-or-over',
      formToken: used,
    }),
  });
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
  const claims = JSON.parse(Buffer.from(good.split('.')[2] ?? '', 'base64url').toString());
  const bad = [
    other,
    mintToken(ring, ENVIRONMENT, FormToken, { ...claims, expiresAt: LONG_AGO }),
    mintToken(ring, 'elsewhere', FormToken, claims),
    `${good}A`,
    good.slice(0, -1),
    good.replace('v1.', 'v2.'),
    good.replace('.k1.', '.__proto__.'),
    good.replace('.k1.', '.k2.'),
    `v1.k1.${Buffer.from(JSON.stringify({ ...claims, email: CANARY.email })).toString('base64url')}.${good.split('.')[3]}`,
    CANARY.word,
    `${good}\r\nX-Injected: ${CANARY.word}`,
  ];
  return { good, used, bad };
}

async function tokensOf(permit: string): Promise<Tokens> {
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
  const claims = {
    kind: 'u',
    contactId: CONTACT_ID,
    scope: 'email.offers',
    messageId: 'm1',
  } as const;
  const link = mintToken(ring, ENVIRONMENT, UnsubscribeToken, claims);
  const textLink = mintTextLink(ring, ENVIRONMENT, { contactId: CONTACT_ID, purpose: 'offers' });
  const foreign = mintToken(ring, 'elsewhere', UnsubscribeToken, claims);
  const foreignText = mintTextLink(ring, 'elsewhere', { contactId: CONTACT_ID, purpose: 'offers' });
  // Of this deployment, and of an event that there is not.
  const request = { contactId: CONTACT_ID, seq: 1, expiresAt: new Date(Date.now() + HOUR_MS) };
  const confirmation = mintConfirmLink(ring, ENVIRONMENT, request);
  const foreignRequest = mintConfirmLink(ring, 'elsewhere', request);
  const { expiresAt } = request;
  const page = { contactId: CONTACT_ID, channel: 'email', expiresAt } as const;
  const preferences = mintPreferencesLink(ring, ENVIRONMENT, page);
  const seen = {
    ...({ kind: 'seen', contactId: CONTACT_ID } as const),
    ...{ basis: 0, seq: 0, heard: 0, locale: 'en-GB', renderedHash: '' },
  };
  return {
    toStop: {
      genuine: [link, textLink],
      foreign: [permit, foreign, foreignText, confirmation, link.replace('v1.', 'v2.')],
    },
    toConfirm: {
      genuine: [confirmation],
      foreign: [confirmation, foreignRequest, link, textLink, permit, 'c1.k1'],
    },
    toPrefer: {
      genuine: [preferences],
      foreign: [
        ...[mintPreferencesLink(ring, 'elsewhere', page), confirmation, link, textLink, permit],
        mintToken(ring, ENVIRONMENT, SeenPreferences, seen),
      ],
    },
    notPermits: [permit, link, foreign, textLink],
  };
}
