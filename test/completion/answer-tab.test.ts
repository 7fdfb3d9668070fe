import { describe, expect, test } from 'vitest';
import { answer, unquoted } from '../../src/completion/answer-tab.js';
import type { Names } from '../../src/completion/complete.js';
import { TREE } from '../../src/tree.js';

const none: Names = async () => [];

describe('the answer that a shell gets', () => {
  test.each([
    [
      'candidates with descriptions',
      ['deployment', 'sc'],
      'scale\tSet the number of replicas; 0 stops GPU billing\n:4\n',
    ],
    ['values without descriptions', ['-O', 'j'], 'json\n:4\n'],
    ['no candidates, and no files either', ['nonsense', ''], ':4\n'],
    ['leave to complete files', ['plan', '-f', ''], ':0\n'],
    ['no blank after an incomplete value', ['sandbox', 'start', '--quota', 'gpu2'], 'gpu2=\n:6\n'],
  ] as const)('%s', async (_, words, expected) => {
    expect(await answer(words, TREE, none)).toBe(expected);
  });

  test('a failed look-up of names gives no candidates and no error', async () => {
    const failing: Names = async () => {
      throw new Error('away');
    };
    expect(await answer(['deployment', 'show', ''], TREE, failing)).toBe(':4\n');
  });
});

describe('a typed word is read without its quotes', () => {
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
