import { expect, test } from 'vitest';
import { bench } from '../helpers/run.js';

/** A name that is not there, on every command that looks one up, and what is said of it. */
const NAMED: readonly [line: string, meant: string][] = [
  ['deployment show my-ap -z at-vie-2', 'my-app'],
  ['deployment show my-ap', 'my-app'],
  ['deployment scale my-ap 1 -z at-vie-2', 'my-app'],
  ['deployment scale my-ap=1 -z at-vie-2', 'my-app'],
  ['deployment update MY-APP --name x -z at-vie-2', 'my-app'],
  ['deployment delete my-ap -f -z at-vie-2', ''],
  ['deployment clone my-ap new --gpu-count 2', 'my-app'],
  ['deployment logs my-ap', 'my-app'],
  ['deployment reveal-api-key my-ap', 'my-app'],
  ['model show Mistral-7B-Instruct-v0.3', 'mistralai/Mistral-7B-Instruct-v0.3'],
  ['model show mistralai/mistral-7b-instruct-v0.3 -z at-vie-2', 'mistralai/Mistral-7B-Instruct-v0.3'],
  ['api-key show cj', 'ci'],
  ['api-key reveal CI', 'ci'],
  ['deployment list -z at-vie2', 'at-vie-2'],
  ['model list -z ch-dk-3', 'ch-dk-2'],
  ['limits gpu -z de-fra1', 'de-fra-1'],
];

test.each(NAMED)('%s', async (line, meant) => {
  const { exo, sandbox } = bench();
  sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  await exo('api-key create ci --scope public');
  for (const json of [false, true]) {
    const { stderr } = await exo(json ? `${line} -O json` : line);
    const said: string = json && stderr.startsWith('{') ? JSON.parse(stderr).error.hint : stderr;
    if (meant === '') expect(said).not.toContain('did you mean');
    else expect(said).toContain(`did you mean ${meant}?`);
  }
});

test('a name that a shell would not take as one word is quoted', async () => {
  const { exo, sandbox } = bench();
  sandbox.place({ zone: 'at-vie-2', name: 'my app' });
  expect((await exo('deployment show my-app')).stderr).toContain("did you mean 'my app'?");
});

test('what cannot be the name of a zone is told what a name looks like', async () => {
  const { stderr } = await bench().exo('deployment scale my-app 1 -z AT-VIE-2');
  expect(stderr).toContain(`"AT-VIE-2", which is not a zone's name like at-vie-2`);
});
