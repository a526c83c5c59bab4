import { describe, expect, test } from '@jest/globals';
import { ConsentError } from '../../shared/errors.ts';
import { jsonBody } from '../../shared/http/request.ts';
import { gatewayEvent } from './gateway-event.ts';

const read = (body: string) =>
  jsonBody(
    gatewayEvent({
      ...{ method: 'POST', path: '/', body },
      headers: { 'content-type': 'application/json' },
    }),
  );

function refusalOf(body: string) {
  try {
    read(body);
  } catch (error) {
    if (error instanceof ConsentError) return { detail: error.message, errors: error.errors };
    throw error;
  }
  return undefined;
}

/** In so many lists, one in the other. */
const nested = (depth: number, inner: string) => '['.repeat(depth) + inner + ']'.repeat(depth);

const HALF = '"\\ud800"';

describe('half a character', () => {
  test.each([
    [HALF, '#'],
    [`[1, {"a": "\\u00e9"}, {"b": [true, ${HALF}]}]`, '#/2/b/1'],
    [`{"a": {"b": null, ${HALF}: 1}}`, '#/a'],
    [`{"a": [], "b": {}, "c": ${HALF}, "d": ${HALF}}`, '#/c'],
    [nested(3, HALF), '#/0/0/0'],
  ])('in %s is found at %s', (body, pointer) => {
    expect(refusalOf(body)?.errors).toEqual([{ detail: 'is not well-formed Unicode', pointer }]);
  });

  test('is looked for in a body that nests deeper than any stack', () => {
    const depth = 100_000;
    expect(refusalOf(nested(depth, '"\\u00e9"'))).toBeUndefined();
    expect(refusalOf(nested(depth, HALF))).toEqual({
      detail: 'The body holds text that is not well-formed Unicode.',
      // As near to it as an answer can say.
      errors: [{ detail: 'is not well-formed Unicode', pointer: `#${'/0'.repeat(32)}` }],
    });
  });

  test('a body that is no JSON is called so', () => {
    expect(refusalOf(`${nested(100_000, HALF)}]`)?.detail).toBe('The body is not valid JSON.');
  });
});
