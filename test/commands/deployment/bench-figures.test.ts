import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bounds,
  goodShare,
  isGood,
  type Judged,
  MOST_AT_ONCE,
  nextLevel,
  percentile,
  type Sample,
  spreadOf,
  stepAt,
} from '../../../src/commands/deployment/bench/bench-figures.js';
import { runLevel } from '../../../src/commands/deployment/bench/bench-level.js';
import { capacityIn } from '../../../src/commands/deployment/bench/bench-words.js';
import type { ReplyEvent } from '../../../src/endpoint/replies.js';
import { runs } from '../../helpers/chance.js';
import { virtualClock } from '../../helpers/virtual-time.js';

const sample = (given: Partial<Sample>): Sample => ({
  outcome: 'whole',
  ttftMs: 100,
  tpotMs: 20,
  e2elMs: 500,
  promptTokens: 10,
  ...given,
});

test.each([
  [[7], 99, 7],
  [[1, 2], 50, 1],
  [[1, 2, 3, 4], 95, 4],
  [Array.from({ length: 20 }, (_, n) => n + 1), 95, 19],
  [Array.from({ length: 100 }, (_, n) => n + 1), 99, 99],
])('in %j the percentile %i is %i', (sorted, percent, value) => {
  expect(percentile(sorted, percent)).toBe(value);
});

test('without values there are no percentiles', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([3, 1])).toEqual({ mean: 2, std: 1, median: 1, p90: 3, p95: 3, p99: 3 });
});

test.each<[string, Partial<Sample>, boolean | undefined]>([
  ['as fast as asked', {}, true],
  ['first token late', { ttftMs: 101 }, false],
  ['tokens too slow', { tpotMs: 20.1 }, false],
  ['a single token has no speed', { tpotMs: undefined }, true],
  ['failed, however quick', { outcome: 'failed', ttftMs: 1 }, false],
  ['not ended, late already', { outcome: 'unfinished', ttftMs: 101 }, false],
  ['not ended, and fine so far', { outcome: 'unfinished' }, undefined],
])('a request within the objective or not: %s', (_, given, good) => {
  expect(isGood(sample(given), { ttftMs: 100, tps: 50 })).toBe(good);
});

test('a request that the end of the budget broke off counts if it was late, never as a success', () => {
  const open = sample({ outcome: 'unfinished' });
  expect(goodShare([sample({}), open, sample({ outcome: 'unfinished', ttftMs: 900 })], { ttftMs: 100 })).toBe(
    0.5,
  );
  expect(goodShare([open], { ttftMs: 100 })).toBe(0);
});

test('any capacity is found to within a step, with few levels', () => {
  fc.assert(
    fc.property(fc.nat(MOST_AT_ONCE), (truth) => {
      const measured: Judged[] = [];
      for (let level = nextLevel([]); level !== undefined; level = nextLevel(measured)) {
        measured.push({ level, isGood: level <= truth });
        expect(measured.length).toBeLessThan(16);
      }
      const found = bounds(measured).held;
      expect(found).toBeLessThanOrEqual(truth);
      expect(truth - found).toBeLessThan(stepAt(found) + (truth === MOST_AT_ONCE ? 1 : 0));
    }),
    { numRuns: runs(200) },
  );
});

test('tokens are counted as the engine counts them, even if a chunk has several', async () => {
  const clock = virtualClock();
  async function* reply(tokens: number): AsyncGenerator<ReplyEvent, void> {
    for (let sent = 0; sent < tokens; sent += 3) {
      await clock.sleep(30);
      yield { kind: 'text', text: 'a b c' };
    }
    yield { kind: 'usage', promptTokens: 4, completionTokens: tokens };
  }
  const asking = { clock, ask: reply, outputTokens: 12, random: () => 0.5 };
  const budget = {
    endsAt: clock.now() + 60_000,
    tokensLeft: 1e6,
    perRequest: 16,
    signal: AbortSignal.any([]),
  };
  const { samples, outputTokens, durationMs } = await runLevel(asking, 1, budget);
  // Five replies of four chunks of three tokens, ten milliseconds a token.
  expect({ outputTokens, durationMs, replies: samples.length }).toEqual({
    outputTokens: 60,
    durationMs: 600,
    replies: 5,
  });
});

test('at the most requests that one machine can send, the result is "at least"', () => {
  const whole = (concurrency: number) => ({
    concurrency,
    samples: [sample({})],
    durationMs: 1,
    outputTokens: 1,
    isCut: false,
    hasText: true,
  });
  expect(capacityIn([whole(MOST_AT_ONCE)], { ttftMs: 200 }, 1)).toMatchObject({
    atOnce: MOST_AT_ONCE,
    isLeast: true,
  });
});
