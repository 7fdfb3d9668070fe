import { describe, expect, test } from 'vitest';
import { isRetried, isUnclear, retryDelayMs } from '../../src/api/retry.js';
import { TransportError } from '../../src/api/transport.js';

const refused = new TransportError('connect', false, 'connection refused');
const reset = new TransportError('lost', true, 'connection lost');
const timeout = new TransportError('timeout', true, 'no answer in time');
const certificate = new TransportError('certificate', false, 'self-signed certificate');

describe('which faults are tried again', () => {
  test.each([
    ['no connection', refused, true, true, false],
    ['connection lost after sending', reset, true, false, true],
    ['deadline reached', timeout, false, false, true],
    ['bad certificate', certificate, false, false, false],
    ['400', { status: 400 }, false, false, false],
    ['404', { status: 404 }, false, false, false],
    ['408', { status: 408 }, true, false, true],
    ['409, an answer', { status: 409 }, false, false, false],
    ['412, an answer', { status: 412 }, false, false, false],
    ['429', { status: 429 }, true, true, false],
    ['500', { status: 500 }, true, false, true],
    ['501', { status: 501 }, false, false, true],
    ['502', { status: 502 }, true, false, true],
    ['503', { status: 503 }, true, false, true],
    ['504', { status: 504 }, true, false, true],
  ])('%s', (_, fault, whenSafe, whenCreating, unclear) => {
    expect(isRetried('safe', fault)).toBe(whenSafe);
    expect(isRetried('create', fault)).toBe(whenCreating);
    expect(isUnclear(fault)).toBe(unclear);
  });
});

describe('the pause before the next try', () => {
  test.each([
    [1, 0, undefined, 0],
    [1, 0.5, undefined, 125],
    [2, 0.5, undefined, 250],
    [3, 1, undefined, 1_000],
    [9, 1, undefined, 8_000],
    [1, 0.5, 7, 7_000],
    [5, 1, 1, 4_000],
  ])('after %i failures at chance %d with Retry-After %s is %i ms', (failed, random, after, ms) => {
    expect(retryDelayMs(failed, random, after)).toBe(ms);
  });
});
