import { describe, expect, test } from 'vitest';
import { splitWords } from '../../src/domain/shell-words.js';
import { everyFile } from '../config/memory.js';
import { bench, withMyApp } from '../helpers/run.js';

/** A name that does not exist, for every command that looks one up, and the name that the hint suggests. */
const NAMED: readonly [line: string, meant: string][] = [
  ['deployment show my-ap -z at-vie-2', 'my-app'],
  ['deployment show my-ap', 'my-app'],
  ['deployment scale my-ap 1 -z at-vie-2', 'my-app'],
  ['deployment scale my-ap=1 -z at-vie-2', 'my-app'],
  ['deployment update MY-APP --name x -z at-vie-2', 'my-app'],
  ['deployment delete my-ap -f -z at-vie-2', ''],
  ['deployment clone my-ap new --gpu-count 2', 'my-app'],
  ['deployment logs my-ap', 'my-app'],
  ['deployment wait my-ap', 'my-app'],
  ['deployment wait my-ap -z at-vie-2', 'my-app'],
  ['model show mistralai/Mistral-7B-Instruct-v0.2 -z at-vie-2', 'mistralai/Mistral-7B-Instruct-v0.3'],
  ['export my-ap -z at-vie-2', 'my-app'],
  ['api-key create new --scope my-ap', 'my-app'],
  ['api-key update cj --name d', 'ci'],
  ['deployment reveal-api-key my-ap', 'my-app'],
  ['model show Mistral-7B-Instruct-v0.3 -z at-vie-2', 'mistralai/Mistral-7B-Instruct-v0.3'],
  ['model show mistralai/mistral-7b-instruct-v0.3 -z at-vie-2', 'mistralai/Mistral-7B-Instruct-v0.3'],
  ['api-key show cj', 'ci'],
  ['api-key reveal CI', 'ci'],
  ['deployment list -z at-vie2', 'at-vie-2'],
  ['model list -z ch-dk-3', 'ch-dk-2'],
  ['limits gpu -z de-fra1', 'de-fra-1'],
];

/** The words of a hint's first command, without `exo-di`. */
const pasted = (hint: string) => splitWords(/^ *exo-di (.*)$/m.exec(hint)?.[1] ?? '');

describe.each([false, true])('-O json: %s', (json) => {
  test.each(NAMED)('%s', async (line, meant) => {
    const { exo } = withMyApp();
    await exo('api-key create ci --scope public');
    const { stderr } = await exo(json ? `${line} -O json` : line);
    const said: string = json && stderr.startsWith('{') ? JSON.parse(stderr).error.hint : stderr;
    if (meant === '') return expect(said).not.toContain('did you mean');
    expect(said).toContain(`did you mean ${meant}?`);
    // The hint is the command line as typed, with only that word corrected, and it runs.
    expect((await exo(pasted(said))).code, said).toBe(0);
  });
});

test('a mistyped account, for every command that names one', async () => {
  const text = '[[accounts]]\nname = "prod"\nkey = "EXOa"\nsecret = "b"\n';
  for (const line of ['-A prdo deployment list', 'config show prdo', '-C f.toml config set prdo']) {
    const { stderr } = await bench().exo(line, { files: everyFile(text) });
    expect(stderr).toContain(`did you mean prod?\n      exo-di ${line.replace('prdo', 'prod')}\n`);
  }
});

test.each(['my app', "it's; reboot", '$(reboot)'])(
  'the name %s is suggested as one shell word',
  async (name) => {
    const { exo, sandbox } = bench();
    sandbox.place({ zone: 'at-vie-2', name });
    const { stderr } = await exo(['deployment', 'show', `${name}x`, '-z', 'at-vie-2']);
    expect(pasted(stderr)).toEqual(['deployment', 'show', name, '-z', 'at-vie-2']);
  },
);

test('a name that a shell would split is quoted', async () => {
  const { exo, sandbox } = bench();
  sandbox.place({ zone: 'at-vie-2', name: 'my app' });
  expect((await exo('deployment show my-app')).stderr).toContain("did you mean 'my app'?");
});

test('an impossible zone name: the error says what a name looks like', async () => {
  const { stderr } = await bench().exo('deployment scale my-app 1 -z AT-VIE-2');
  expect(stderr).toContain(`"AT-VIE-2", which is not a zone's name like at-vie-2`);
});

test.each(['list', 'ls', 'show', 'get', 'create', 'delete'])(
  'a verb without its resource is taken to mean deployments: %s',
  async (word) => {
    const { code, stderr } = await bench().exo(`${word} my-app`);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean exo-di deployment ');
  },
);

test('an impossible zone of an account: the error says where it is written', async () => {
  const text = '[[accounts]]\nname = "prod"\nkey = "EXOa"\nsecret = "b"\ndefaultZone = "at vie"\n';
  const { code, stderr } = await bench().exo('-A prod deployment list', { files: everyFile(text) });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: defaultZone of account prod in \S+ is "at vie"/);
});
