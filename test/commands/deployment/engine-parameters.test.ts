import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitWords } from '../../../src/domain/shell-words.js';
import { runs } from '../../helpers/chance.js';
import { parameterLists } from '../../helpers/engine-parameters.js';
import { bench } from '../../helpers/run.js';

/** A deployment with these parameters, and functions to read them and to set them again. */
function shown(parameters: readonly string[]) {
  const { exo, sandbox } = bench();
  const fields = { 'inference-engine-parameters': parameters };
  sandbox.override(sandbox.place({ zone: 'at-vie-2', name: 'app' }), fields);
  sandbox.override(sandbox.place({ zone: 'at-vie-2', name: 'plain' }), {
    'inference-engine-parameters': ['--other'],
  });
  const show = async (...flags: string[]) =>
    (await exo(['deployment', 'show', 'app', '-z', 'at-vie-2', ...flags])).stdout;
  const sent = async (...words: string[]) => {
    const { stdout } = await exo(['deployment', ...words, '-z', 'at-vie-2', '--dry-run', '-O', 'json']);
    const document = stdout === '' ? {} : JSON.parse(stdout);
    return document.body?.['inference-engine-parameters'] ?? [];
  };
  return { exo, show, sent };
}

const CREATE = ['create', 'new', '--model-name', 'm/x', '--gpu-type', 'gpua5000', '--gpu-count', '1'];

describe('the printed parameters can be set again unchanged', () => {
  const read: Record<string, (show: ReturnType<typeof shown>['show']) => Promise<string>> = {
    json: async (show) => JSON.parse(await show('-O', 'json')).inference_engine_parameters,
    text: async (show) => (await show('-O', 'text')).split('\t')[7] ?? '',
    template: (show) => show('--output-template', '{{.InferenceEngineParameters}}'),
    table: async (show) => / Inference Engine Parameters +[│|] (.*?) *[│|]\n/.exec(await show())?.[1] ?? '',
  };
  test.each(Object.keys(read))('%s', async (format) => {
    await fc.assert(
      fc.asyncProperty(parameterLists, async (parameters) => {
        const { show, sent } = shown(parameters);
        const text = (await read[format]?.(show)) ?? 'no such format';
        // A single parameter such as -O, which is also a flag of the command, has to be joined with its flag.
        for (const command of [['update', 'plain'], CREATE])
          expect(await sent(...command, '--no-preflight', `--inference-engine-params=${text}`)).toEqual(
            parameters,
          );
      }),
      {
        numRuns: runs(15),
        examples: [
          [['-O']],
          [['--x={"a": "b c"}', 'C:\\x\\y', "it's", 'a\nb']],
          [['--hf-overrides="key"', 'a']],
        ],
      },
    );
  });
});

test('a pasted hint keeps the parameters', async () => {
  const parameters = ['--hf-overrides', '{"a": {"b": "it\'s"}}', 'C:\\x\\', 'a b', ''];
  const { exo, sent } = shown(parameters);
  const { stderr } = await exo('deployment update app --gpu-count 2 -z at-vie-2');
  const command = splitWords(
    stderr.split('exo-di ').find((part) => part.startsWith('deployment create')) ?? '',
  );
  const params = command[command.indexOf('--inference-engine-params') + 1] ?? '';
  expect(await sent('update', 'plain', '--no-preflight', '--inference-engine-params', params)).toEqual(
    parameters,
  );
});
