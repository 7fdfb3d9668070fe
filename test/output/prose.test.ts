import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitWords } from '../../src/domain/shell-words.js';
import { wrapProse } from '../../src/output/prose.js';
import { displayWidth } from '../../src/output/width.js';

describe('wrapProse breaks between words', () => {
  test.each([
    ['short', 'No deployments.', 40, '', 'No deployments.'],
    [
      'under its label',
      'cannot scale deployment my-app to 9 replicas in at-vie-2',
      40,
      'error: ',
      'error: cannot scale deployment my-app to\n       9 replicas in at-vie-2',
    ],
    [
      'a command on its own line',
      'the largest SIZE that fits is 8: exo-di deployment scale my-app 8 -z at-vie-2',
      60,
      'hint: ',
      'hint: the largest SIZE that fits is 8:\n      exo-di deployment scale my-app 8 -z at-vie-2',
    ],
    [
      'a long command as a shell reads on',
      "exo-di deployment create my-app --model-name a/b --inference-engine-params '--a b --c d' -z at-vie-2",
      40,
      '',
      "exo-di deployment create my-app \\\n  --model-name a/b \\\n  --inference-engine-params '--a b --c d' \\\n  -z at-vie-2",
    ],
    [
      'a margin',
      '  my-app (1 GPU) in the zone at-vie-2 and more',
      30,
      '',
      '  my-app (1 GPU) in the zone\n  at-vie-2 and more',
    ],
    ['wide letters', '日本語 日本語 日本語 日本語', 21, '', '日本語 日本語 日本語\n日本語'],
    ['a word that is too wide', `see ${'x'.repeat(50)} there`, 40, '', `see\n${'x'.repeat(50)}\nthere`],
  ])('%s', (_, line, width, label, printed) => expect(wrapProse(line, width, label)).toBe(printed));

  test('and does not break without a width, as in a pipe', () => {
    expect(wrapProse('word '.repeat(100), undefined, 'error: ')).toBe(`error: ${'word '.repeat(100)}`);
  });
});

test('no text is lost, and no line is wider than the terminal', () => {
  const words = fc.array(fc.stringMatching(/^[a-z,.]{1,15}$/), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(words, fc.integer({ min: 40, max: 200 }), (list, width) => {
      const wrapped = wrapProse(list.join(' '), width, 'warning: ');
      expect(wrapped.replace(/\n */g, ' ')).toBe(`warning: ${list.join(' ')}`);
      for (const line of wrapped.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test('on a very narrow terminal lines continue below the label, and no word is broken', () => {
  const said = 'cannot scale deployment my-app to 900 replicas: the quota is too small';
  for (const width of [20, 24, 26])
    for (const line of wrapProse(said, width, 'error: ').split('\n'))
      expect(displayWidth(line), `${width}: ${line}`).toBeLessThanOrEqual(width);
  expect(wrapProse('see the quota with: exo-di limits gpu', 20, '      ')).toBe(
    'see the quota with:\nexo-di limits gpu',
  );
});

test('a command broken over lines still has the same words in a shell', () => {
  const words = fc.array(
    fc.constantFrom('-z', 'at-vie-2', '--replicas', "'a  b'", '"c d"', 'my-app', '--x=1'),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 40, max: 100 }), (list, width) => {
      const line = `exo-di ${list.join(' ')}`;
      const pasted = wrapProse(line, width).replaceAll('\\\n', ' ');
      expect(splitWords(pasted)).toEqual(splitWords(line));
    }),
  );
});
