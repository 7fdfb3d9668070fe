import { expect, test } from 'vitest';
import { splitWords } from '../../../src/domain/shell-words.js';
import { bench } from '../../helpers/run.js';

const placed = (given: { replicas?: number } = {}) => {
  const bed = bench();
  bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', ...given });
  return bed;
};
const CREATE =
  'deployment create new --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';

test.each(['deployment show my-app -z at-vie-2', CREATE])(
  '%s on a terminal prints the two lines that send a prompt',
  async (line) => {
    const { stderr } = await placed().exo(line, { terminal: true, columns: 60 });
    const [, reveal = '', curl = ''] =
      /Send it a prompt with:\n {2}key=\$\(([\s\S]*)\)\n {2}(curl [\s\S]*)\n$/.exec(stderr) ?? [];
    const words = splitWords(curl.replaceAll('\\\n', ' '));
    expect(splitWords(reveal.replaceAll('\\\n', ' '))).toEqual(
      expect.arrayContaining(['reveal-api-key', '-z', 'at-vie-2', '{{.APIKey}}']),
    );
    expect(words).toContainEqual(expect.stringMatching(/^http.*\/v1\/chat\/completions$/));
    expect(JSON.parse(words.at(-1) ?? '')).toMatchObject({ model: 'mistralai/Mistral-7B-Instruct-v0.3' });
  },
);

test('the line asks for the name that the engine was given', async () => {
  const line = `${CREATE} --inference-engine-params=--served-model-name=chat`;
  const { stderr } = await placed().exo(line, { terminal: true });
  expect(stderr).toMatch(/-d '\{"model":"chat",/);
});

test.each<[string, { replicas?: number }, object]>([
  ['deployment show my-app -z at-vie-2', {}, {}],
  ['deployment show my-app -z at-vie-2 -O json', {}, { terminal: true }],
  ['deployment show my-app -z at-vie-2 -Q', {}, { terminal: true }],
  ['deployment show my-app -z at-vie-2', { replicas: 0 }, { terminal: true }],
])('%s with %o and %o prints none', async (line, deployment, options) => {
  const { stderr } = await placed(deployment).exo(line, options);
  expect(stderr).toBe('');
});
