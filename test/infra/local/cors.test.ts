import { describe, expect, test } from '@jest/globals';
import { preflight, withCors } from '../../../infra/local/http/cors.ts';

const shop = 'https://shop.example.com';
const cors = {
  AllowOrigins: [shop],
  AllowMethods: ['GET', 'POST'],
  AllowHeaders: ['content-type'],
  ExposeHeaders: [],
  MaxAge: 3600,
  AllowCredentials: false,
};
const asked = (origin: string) => ({ origin, 'access-control-request-method': 'POST' });
const response = { status: 200, headers: {}, body: Buffer.alloc(0) };

describe('a preflight request', () => {
  test('from a listed origin is told what it may do', () => {
    expect(preflight(cors, 'OPTIONS', asked(shop))).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': shop,
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '3600',
      },
    });
  });

  test('from any other is told nothing', () => {
    const answer = preflight(cors, 'OPTIONS', asked('https://other.example.com'));
    expect(answer).toMatchObject({ status: 204, headers: {} });
  });

  test('is only one with its own headers: a plain OPTIONS goes to its route', () => {
    expect(preflight(cors, 'OPTIONS', { origin: shop })).toBeUndefined();
    expect(preflight(cors, 'GET', asked(shop))).toBeUndefined();
  });
});

describe('a response', () => {
  test('may be read from a listed origin, and from no other', () => {
    const allowed = withCors(cors, shop, response).headers;
    expect(allowed['access-control-allow-origin']).toBe(shop);
    for (const origin of ['https://other.example.com', `${shop}.example.net`, undefined]) {
      expect(withCors(cors, origin, response).headers).toEqual({});
    }
  });

  test('has the headers of the API in place of those of the function', () => {
    const headers = { 'access-control-allow-origin': '*', 'x-own': '1' };
    expect(withCors(cors, undefined, { ...response, headers }).headers).toEqual({ 'x-own': '1' });
  });

  test('may be read from everywhere where the API says so', () => {
    const open = { ...cors, AllowOrigins: ['*'] };
    expect(withCors(open, shop, response).headers['access-control-allow-origin']).toBe('*');
    const secure = { ...cors, AllowOrigins: ['https://*'] };
    expect(withCors(secure, shop, response).headers['access-control-allow-origin']).toBe(shop);
    expect(withCors(secure, 'http://shop.example.com', response).headers).toEqual({});
  });
});
