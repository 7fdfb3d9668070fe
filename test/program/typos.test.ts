import { expect, test } from 'vitest';
import { run } from '../helpers/run.js';

test.each([
  ['deployement list', 'unknown command deployement', 'did you mean deployment?'],
  ['modle list', 'unknown command modle', 'did you mean model?'],
  ['apikey list', 'unknown command apikey', 'did you mean api-key?'],
  ['api-keys list', 'unknown command api-keys', 'did you mean api-key?'],
  [
    'dedicated-inferense deployment list',
    'unknown command dedicated-inferense',
    'did you mean dedicated-inference?',
  ],
  ['ia deployment list', 'unknown command ia', 'did you mean ai?'],
  ['verison', 'unknown command verison', 'did you mean version?'],
  ['deployment lst', 'unknown command lst', 'did you mean list?'],
  ['deployment sclae my-app 3', 'unknown command sclae', 'did you mean scale?'],
  ['deployment revealapikey my-app', 'unknown command revealapikey', 'did you mean reveal-api-key?'],
  ['ai deployment shwo my-app', 'unknown command shwo', 'did you mean show?'],
  ['ai modell show x', 'unknown command modell', 'did you mean model?'],
  ['config lst', 'unknown command lst', 'did you mean list?'],
  ['config ad', 'unknown command ad', 'did you mean add?'],
  ['model downlaod x', 'unknown command downlaod', 'did you mean download?'],
  ['limits gpus', 'unknown command gpus', 'did you mean gpu?'],
  ['completion bsh', 'unknown command bsh', 'did you mean bash or zsh?'],
  ['deployment create x --replica 2', 'unknown flag --replica', 'did you mean --replicas?'],
  ['deployment list --outputformat json', 'unknown flag --outputformat', 'did you mean --output-format?'],
  ['deployment create x --gputype gpua5000', 'unknown flag --gputype', 'did you mean --gpu-type?'],
  ['deployment create x --gpu_count 1', 'unknown flag --gpu_count', 'did you mean --gpu-count?'],
  ['deployment scale x 1 --nowait', 'unknown flag --nowait', 'did you mean --no-wait?'],
  ['deployment list --zon at-vie-2', 'unknown flag --zon', 'did you mean --zone?'],
  ['--outputformat json deployment list', 'unknown flag --outputformat', 'did you mean --output-format?'],
  ['ai deployment list --quite', 'unknown flag --quite', 'did you mean --quiet?'],
  ['plan --fil inference.yaml', 'unknown flag --fil', 'did you mean --file?'],
  ['deployment list -o json', 'unknown flag -o', 'did you mean -O, --output-format?'],
  [
    'deployment list --output json',
    'unknown flag --output',
    'did you mean --output-format or --output-template?',
  ],
  ['deploy list', 'unknown command deploy', 'did you mean deployment?'],
  ['config use prod', 'unknown command use', 'did you mean set?'],
  ['model rm x', 'unknown command rm', 'did you mean delete?'],
  ['scale my-app 1', 'unknown command scale', 'did you mean exo-di deployment scale?'],
  ['ai logs my-app', 'unknown command logs', 'did you mean exo-di deployment logs?'],
  ['model reveal x', 'unknown command reveal', 'did you mean exo-di api-key reveal?'],
  [
    'deployment update a --replicas 4',
    'unknown flag --replicas',
    'the number of replicas is changed with: exo-di deployment scale NAME SIZE',
  ],
])('%s is answered with the nearest', async (line, message, hint) => {
  const { code, stdout, stderr } = await run(line);
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: ${message}\nhint: ${hint}\n`,
  });
});

test.each([
  ['deployment xyzzy', 'unknown command xyzzy', 'see exo-di deployment --help'],
  ['xyzzy', 'unknown command xyzzy', 'see exo-di --help'],
  ["deployment list --xyzzy=a'secret", 'unknown flag --xyzzy', 'see exo-di deployment list --help'],
  ['deployment list --time', 'unknown flag --time', 'see exo-di deployment list --help'],
  ['deployment list --speed', 'unknown flag --speed', 'see exo-di deployment list --help'],
  ['deployment list -x', 'unknown flag -x', 'see exo-di deployment list --help'],
  ['deployment list -z', 'flag -z, --zone <zone> needs a value', 'see exo-di deployment list --help'],
  ['deployment list --xyzzy', 'unknown flag --xyzzy', 'see exo-di deployment list --help'],
])('%s is nothing that is known', async (line, message, hint) => {
  const { code, stderr } = await run(line);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${message}\nhint: ${hint}\n` });
});
