import { expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';

const MODELS = ['openai/gpt-oss-20b', 'openai/gpt-oss-120b'];

test.each([
  ['deployments', 'deployment delete a b -z at-vie-2 -f', 'Deleting 2 deployments …\n'],
  ['models', `model delete ${MODELS.join(' ')} -z at-vie-2 -f`, 'Deleting 2 models …\n'],
  ['API keys', 'api-key delete k l -f', 'Deleting 2 API keys …\n'],
])('%s deleted at once have one line of progress between them', async (_, line, expected) => {
  const { exo, sandbox } = bench();
  for (const name of ['a', 'b']) sandbox.place({ zone: 'at-vie-2', name });
  for (const name of ['k', 'l']) await exo(`api-key create ${name} --scope public -Q`);
  expect(await exo(line)).toMatchObject({ code: 0, stderr: expected });
});

test('what is not waited for has none', async () => {
  const { exo, sandbox } = bench();
  for (const name of ['a', 'b']) sandbox.place({ zone: 'at-vie-2', name });
  const { stderr } = await exo('deployment delete a b -z at-vie-2 -f --no-wait');
  expect(stderr).not.toContain('Deleting');
});
