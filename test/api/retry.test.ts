import { describe, expect, test } from 'vitest';
import { TransportError } from '../../src/api/http/transport.js';
import { isRetried, isUnclear, retryDelayMs, tryTimeoutMs } from '../../src/api/retry.js';

const refused = new TransportError('connect', false, 'connection refused');
const reset = new TransportError('lost', true, 'connection lost');
const timeout = new TransportError('timeout', true, 'no answer in time');
const certificate = new TransportError('certificate', false, 'self-signed certificate');

describe('whether a fault is tried again', () => {
  test.each([
    ['no connection', refused, true, true, false],
    ['connection lost after sending', reset, true, false, true],
    ['no answer in time', timeout, true, false, true],
    ['bad certificate', certificate, false, false, false],
    ['400', { status: 400 }, false, false, false],
    ['404', { status: 404 }, false, false, false],
    ['408', { status: 408 }, true, false, true],
    ['409', { status: 409 }, false, false, false],
    ['412', { status: 412 }, false, false, false],
    ['429', { status: 429 }, true, true, false],
    ['425', { status: 425 }, true, true, false],
    ['423', { status: 423 }, false, false, false],
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

describe('the time one try may take', () => {
  test.each([
    ['half of what is left, so that another can follow', 'safe', 1, 60_000, 30_000],
    ['all of it at the last try', 'safe', 5, 8_000, 8_000],
    ['no less than 2 s', 'safe', 2, 3_000, 2_000],
    ['no more than is left', 'safe', 2, 500, 500],
    ['all of it for a creation, which is not repeated', 'create', 1, 60_000, 60_000],
    ['no limit when there is none', 'safe', 1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const)('%s', (_, repeat, tries, left, ms) => {
    expect(tryTimeoutMs(repeat, tries, left)).toBe(ms);
  });
});
