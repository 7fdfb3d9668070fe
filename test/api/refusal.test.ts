import { describe, expect, test } from 'vitest';
import { readRefusal } from '../../src/api/refusal.js';

const json = (body: unknown, headers = {}) =>
  readRefusal({ headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
const raw = (body: string, type = 'text/plain') => readRefusal({ headers: { 'content-type': type }, body });

describe('the reason is read from a refusal of any shape', () => {
  test('problem+json with errors as strings', () => {
    const refusal = json({
      type: '#/http-problem-types/bad-request',
      title: 'Bad Request',
      detail: 'One or more vLLM parameters are invalid.',
      errors: ["Parameter 'foo-bar' is not allowed for vLLM 0.19.1"],
    });
    expect(refusal.sentence).toBe('One or more vLLM parameters are invalid');
    expect(refusal.problems).toEqual([{ text: "Parameter 'foo-bar' is not allowed for vLLM 0.19.1" }]);
    expect(refusal.type).toBe('#/http-problem-types/bad-request');
  });

  test('a schema violation, whose location becomes the name of a property', () => {
    const refusal = json({
      type: '#/http-problem-types/request-invalid-body',
      title: 'Invalid Request Body',
      errors: [
        {
          path: '…',
          pointer: '…',
          location: "$['inference-engine-version']",
          detail: 'does not have a value in the enumeration',
        },
      ],
    });
    expect(refusal.sentence).toBe('Invalid Request Body');
    expect(refusal.problems).toEqual([
      { field: 'inference-engine-version', text: 'does not have a value in the enumeration' },
    ]);
  });

  test.each([
    ['message', json({ message: 'no such thing' }), 'no such thing'],
    ['error', json({ error: 'no such thing.' }), 'no such thing'],
    [
      'code and error',
      json({ code: 'forbidden_operation', error: 'Forbidden by role policy for x' }),
      'Forbidden by role policy for x',
    ],
    ['plain text', raw('Forbidden\nby someone'), 'Forbidden'],
    ['a model in use', json({ deployments: ['a', 'b'] }), 'it is in use by a, b'],
    ["a proxy's page", raw('<html><body>502 Bad Gateway</body></html>', 'text/html'), undefined],
    ['a page that calls itself text', raw('<!doctype html><h1>Oops</h1>'), undefined],
    ['nothing', raw(''), undefined],
    ['JSON that was cut off', raw('{"detail": "half a sen'), undefined],
    ['a JSON list', raw('["x"]'), undefined],
    ['null', raw('null'), 'null'],
  ])('%s', (_, refusal, sentence) => {
    expect(refusal.sentence).toBe(sentence);
  });

  test('several lines become one, and a very long sentence is cut', () => {
    expect(json({ detail: 'first\n  second' }).sentence).toBe('first second');
    expect(json({ detail: 'x'.repeat(2000) }).sentence?.length).toBeLessThan(600);
  });

  test.each([
    ['the header in seconds', json({}, { 'retry-after': '7' }), 7],
    [
      'the header as a date',
      json({}, { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }),
      30,
    ],
    ['the body', json({ retry_after: 3 }), 3],
    ['nonsense', json({ retry_after: 'soon' }, { 'retry-after': 'later' }), undefined],
    ['more than a day', json({ retry_after: 1e99 }, { 'retry-after': '86401' }), undefined],
    ['nothing', json({}), undefined],
  ])('retry-after from %s', (_, refusal, seconds) => {
    expect(refusal.retryAfterS).toBe(seconds);
  });
});
