import { describe, expect, test } from 'vitest';
import { carrying, withCorrection } from '../src/hints.js';
import { RESOURCES, TOOLS } from '../src/tree.js';

describe('a command to paste names the configuration file and the account of the run', () => {
  const flags = { config: '/tmp/my file.toml', useAccount: 'prod' };
  test.each([
    ['see it with: exo-di deployment list', "exo-di -C '/tmp/my file.toml' -A prod deployment list"],
    ['key=$(exo-di deployment reveal-api-key a)', "key=$(exo-di -C '/tmp/my file.toml' -A prod deployment"],
    ['Add it: exo-di config add', "exo-di -C '/tmp/my file.toml' config add"],
    ['try: exo-di sandbox start', 'exo-di sandbox start'],
    ['this is a bug in exo-di: deployment', 'this is a bug in exo-di: deployment'],
  ])('%s', (text, said) => {
    expect(carrying(flags, text)).toContain(said);
    expect(carrying({}, text)).toBe(text);
  });

  test('for every command that needs an account', () => {
    const without = ['config', 'version', 'help', 'completion', 'sandbox'];
    const names = [...RESOURCES, ...TOOLS].map(({ name }) => name);
    const carried = names.filter((name) => carrying(flags, `exo-di ${name}`).includes('-A'));
    expect(carried).toEqual(names.filter((name) => !without.includes(name)));
  });
});

describe('the command line with the mistyped word corrected', () => {
  const corrected = (argv: string, typed: string, ...words: string[]) =>
    withCorrection({ hint: undefined, meant: { typed, words } }, argv.split(' '));
  test.each([
    ['deployment show my-ap -z at-vie-2', 'my-ap', 'my-app', 'exo-di deployment show my-app -z at-vie-2'],
    ['-A prod deployment show my-ap', 'my-ap', 'my app', "exo-di -A prod deployment show 'my app'"],
    ['deployment scale my-ap=2 b=1', 'my-ap', 'my-app', 'exo-di deployment scale my-app=2 b=1'],
    ['deployment list -zat-vie2', 'at-vie2', 'at-vie-2', 'exo-di deployment list -zat-vie-2'],
    ['deployment list -z=at-vie2', 'at-vie2', 'at-vie-2', 'exo-di deployment list -z=at-vie-2'],
    ['model fit my-ap --max-tokens 5', 'my-ap', 'my-app', 'exo-di model fit my-app --max-tokens 5'],
    ['deployment list --zone=at-vie2', 'at-vie2', 'at-vie-2', 'exo-di deployment list --zone=at-vie-2'],
    ['api-key create app --scope ap', 'ap', 'app', 'exo-di api-key create app --scope app'],
  ])('%s', (argv, typed, word, line) => expect(corrected(argv, typed, word)).toBe(line));

  test.each([
    ['two words could be meant', 'deployment show my-ap', 'my-ap', ['my-app', 'my-api']],
    ['it stands there twice', 'deployment clone my-ap my-ap', 'my-ap', ['my-app']],
    ['it was not typed here, but in the environment', 'deployment list', 'at-vie2', ['at-vie-2']],
    ['it would be a flag', 'deployment show fo', 'fo', ['-f']],
    ['it would be named twice', 'deployment top my-app my-ap', 'my-ap', ['my-app']],
    ['it would be given two sizes', 'deployment scale my-app=1 my-ap=0', 'my-ap', ['my-app']],
    [
      'a secret would be shown',
      'model create a --huggingface-token hf_x -z at-vie2',
      'at-vie2',
      ['at-vie-2'],
    ],
    ['an engine may have one', 'deployment create a --inference-engine-params=--api-key=x b', 'b', ['c']],
  ])('no corrected line: %s', (_, argv, typed, words) =>
    expect(corrected(argv, typed, ...words)).toBeUndefined(),
  );

  test('is printed below "did you mean"', () => {
    const hint = 'did you mean my-app?\nsee what there is with: exo-di deployment list';
    const meant = { typed: 'my-ap', words: ['my-app'] };
    expect(withCorrection({ hint, meant }, ['deployment', 'show', 'my-ap'])).toBe(
      'did you mean my-app?\nexo-di deployment show my-app\nsee what there is with: exo-di deployment list',
    );
  });
});
