import { describe, expect, test } from 'vitest';
import { answer, unquoted } from '../../src/completion/answer.js';
import type { Names } from '../../src/completion/complete.js';
import { TREE } from '../../src/tree.js';

const none: Names = async () => [];

describe('what a shell reads', () => {
  test.each([
    [
      'candidates with descriptions',
      ['deployment', 'sc'],
      'scale\tSet the number of replicas; 0 stops GPU billing\n:4\n',
    ],
    ['values without', ['-O', 'j'], 'json\n:4\n'],
    ['nothing, and no files either', ['nonsense', ''], ':4\n'],
    ['files', ['plan', '-f', ''], ':0\n'],
    ['no blank behind what is not whole', ['sandbox', 'start', '--quota', 'gpu2'], 'gpu2=\n:6\n'],
  ] as const)('%s', async (_, words, expected) => {
    expect(await answer(words, TREE, none)).toBe(expected);
  });

  test('a failure is silence', async () => {
    const failing: Names = async () => {
      throw new Error('away');
    };
    expect(await answer(['deployment', 'show', ''], TREE, failing)).toBe(':4\n');
  });
});

describe('words as they were typed', () => {
  test.each([
    ['my-app', 'my-app'],
    ["'my ap", 'my ap'],
    ['"my ap', 'my ap'],
    ['my\\ ap', 'my ap'],
    ['my\\', 'my'],
    ["'it'\\''s", "it's"],
    ['$(touch x)', '$(touch x)'],
    ['', ''],
  ])('%s → %s', (typed, expected) => {
    expect(unquoted(typed)).toBe(expected);
  });
});
