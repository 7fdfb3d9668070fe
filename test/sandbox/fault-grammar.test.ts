import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { canStrike, FAULT_FORMS, parseFault } from '../../src/sandbox/index.js';

const status = (code: number, more: object = {}) => ({
  kind: 'status',
  status: code,
  body: 'problem',
  retryAfterS: undefined,
  performed: false,
  ...more,
});

describe('parseFault', () => {
  it.each<[string, object]>([
    [
      'POST /ai/deployment',
      { method: 'POST', path: '/ai/deployment', action: status(503), times: 1, every: 1 },
    ],
    ['post /ai/deployment=500', { method: 'POST', action: status(500) }],
    ['* /**=503 x*', { method: '*', path: '/**', times: Number.POSITIVE_INFINITY }],
    ['GET /zone=503 every 10', { every: 10, times: Number.POSITIVE_INFINITY }],
    ['GET /operation/{id}@at-vie-2=reset x2', { path: '/operation/{id}', zone: 'at-vie-2', times: 2 }],
    ['GET /zone=503x3', { action: status(503), times: 3 }],
    ['GET /zone=429', { action: status(429, { retryAfterS: 1 }) }],
    ['GET /zone=429=7', { action: status(429, { retryAfterS: 7 }) }],
    ['GET /zone=503-after:html', { action: status(503, { body: 'html', performed: true }) }],
    ['GET /zone=reset', { action: { kind: 'reset', performed: false } }],
    ['GET /zone=reset-before', { action: { kind: 'reset', performed: false } }],
    ['GET /zone=reset-after', { action: { kind: 'reset', performed: true } }],
    ['GET /zone=silence', { action: { kind: 'silence', performed: false } }],
    ['GET /zone=cut', { action: { kind: 'cut', performed: true } }],
    ['GET /zone=wrong-shape', { action: { kind: 'wrong-shape', performed: true } }],
    ['GET /zone=garbage-before', { action: { kind: 'garbage', performed: false } }],
    ['GET /zone=slow=250', { action: { kind: 'slow', ms: 250 } }],
    [
      'POST /x=operation-failure',
      { action: { kind: 'operation', fault: { outcome: 'failure', atOnce: false } } },
    ],
    ['POST /x=operation-failure-at-once', { action: { fault: { outcome: 'failure', atOnce: true } } }],
    ['POST /x=operation-stuck', { action: { fault: { outcome: 'stuck', atOnce: false } } }],
  ])('reads %s', (text, expected) => {
    expect(parseFault(text)).toMatchObject(expected);
  });

  it.each([
    '',
    'POST',
    'POST ai/deployment=503',
    'FETCH /ai/deployment=503',
    'POST /ai/deployment=200',
    'POST /ai/deployment=boom',
    'POST /ai/deployment=503:gif',
    'POST /ai/deployment=503 x0',
    'POST /ai/deployment=slow',
    'POST /ai/deployment=503 twice',
    'POST /ai/deployment=toString',
  ])('refuses %j and names the forms', (text) => {
    expect(() => parseFault(text)).toThrow(UsageError);
    try {
      parseFault(text);
    } catch (error) {
      expect(error).toMatchObject({ message: `'${text}' is not a fault`, hint: FAULT_FORMS, exitCode: 2 });
    }
  });
});

it.each<[string, boolean]>([
  ['POST /ai/deployment=503', true],
  ['* /**', true],
  ['GET /ai/deployment/*/logs@at-vie-2', true],
  ['POST /ai/deployment/12345678-1234-4234-8234-123456789abc/*=reset', true],
  ['DELETE /ai/deployment/12345678-1234-4234-8234-123456789abc', true],
  ['GET /quota/gpua5000', true],
  ['POST /v1/chat/completions=cut', true],
  ['GET /api/pricing/ai', true],
  ['POST /ai/deployments=503', false],
  ['POST /v2/ai/deployment=503', false],
  ['PUT /ai/deployment/{id}', false],
  ['GET /v1/chat/completions', false],
  ['GET /zone@at-vie2', false],
])('whether %s can ever strike: %j', (text, expected) => {
  expect(canStrike(parseFault(text))).toBe(expected);
});
