import { describe, expect, test } from 'vitest';
import { complete } from '../../src/completion/complete.js';
import { TREE } from '../../src/tree.js';
import { bench, run } from '../helpers/run.js';

/** A bench with a deployment of the same name in two zones: a command that does not read -z fails. */
function twoZones() {
  const made = bench();
  for (const zone of ['at-vie-2', 'ch-gva-2'] as const) made.sandbox.place({ zone, name: 'app' });
  return made;
}

describe('-z can be anywhere, in every spelling', () => {
  test.each([
    '-z at-vie-2 ai deployment show app -O json',
    'ai -z at-vie-2 deployment show app -O json',
    'ai deployment -z at-vie-2 show app -O json',
    'ai deployment show -z at-vie-2 app -O json',
    'ai deployment show app -O json -z at-vie-2',
    'inference deployment show app -O json -z at-vie-2',
    'dedicated-inference -Qzat-vie-2 deployment show app -O json',
    '-O json --zone=at-vie-2 deployment show app',
    'deployment -z=at-vie-2 show -O=json app',
    'deployment -zat-vie-2 show -Ojson -- app',
    '-z ch-gva-2 deployment -z at-vie-2 show app -O json',
    '-z ch-gva-2 deployment show app -z at-vie-2 -O json',
  ])('%s', async (line) => {
    const { exo } = twoZones();
    const { code, stdout } = await exo(line);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'app', zone: 'at-vie-2' });
  });

  test('a command without a zone says so', async () => {
    const { code, stderr } = await run('-z at-vie-2 config list');
    expect(code).toBe(2);
    expect(stderr).toBe('error: exo-di config list takes no --zone\nhint: see exo-di config list --help\n');
  });

  test('completion reads it there, too', async () => {
    const asked: unknown[] = [];
    const words = ['-z', 'at-vie-2', 'ai', '-Q', 'deployment', 'show', ''];
    await complete(words, TREE, async (kind, given) => {
      asked.push(kind, given.get('--zone'));
      return [];
    });
    expect(asked).toEqual(['deployment', 'at-vie-2']);
  });
});

describe('help, as exo gives it', () => {
  test.each([
    ['deployment', 'exo-di deployment [flags] <command>'],
    ['ai', 'exo-di dedicated-inference [flags] <command>'],
    ['ai deployment', 'exo-di dedicated-inference deployment [flags] <command>'],
    ['ai help', 'exo-di dedicated-inference [flags] <command>'],
    ['deployment help', 'exo-di deployment [flags] <command>'],
    ['deployment help scale', 'exo-di deployment scale [flags]'],
    ['deployment help scale -O json', 'exo-di deployment scale [flags]'],
    ['ai help deployment scale', 'exo-di dedicated-inference deployment scale [flags]'],
    ['help deployment scale', 'exo-di deployment scale [flags]'],
    ['help deployment', 'exo-di deployment [flags] <command>'],
    ['deployment scale --help=true', 'exo-di deployment scale [flags]'],
    ['--help=true', 'exo-di [flags] <command>'],
  ])('%s', async (line, usage) => {
    const { code, stdout, stderr } = await run(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${usage}`);
  });

  test.each(['deployment help nonsense', 'help deployment nonsense', 'ai nonsense'])('%s', async (line) => {
    expect(await run(line)).toMatchObject({ code: 2, stdout: '' });
  });
});

test.each(['zone', 'zones', 'zones list'])('%s lists the zones', async (line) => {
  const { exo } = bench();
  expect(await exo(`${line} -O json`)).toEqual(await exo('zone list -O json'));
});

describe('values that count as not given', () => {
  test('an empty version, an empty new name', async () => {
    const { exo, sandbox } = bench();
    const create =
      'deployment create a --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';
    const { code } = await exo([...create.split(' '), '--inference-engine-version', '']);
    expect({ code, made: sandbox.deployments('at-vie-2').length }).toEqual({ code: 0, made: 1 });
    const words = [
      ...'deployment update a -z at-vie-2 --name'.split(' '),
      '',
      '--inference-engine-params',
      '',
    ];
    expect((await exo(words)).code).toBe(0);
    expect(sandbox.deployments('at-vie-2')[0]?.name).toBe('a');
  });

  test.each(['deployment', 'model', 'api-key'])('no names for %s delete -f', async (group) => {
    const { exo, sandbox } = bench();
    expect((await exo(`${group} delete -f`)).code).toBe(0);
    expect((await exo(`${group} delete`)).code).toBe(2);
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    'plan -f f.yaml # what apply would send now',
    'deployment scale --all 0 -z at-vie-2 -f # asks',
    'deployment top # how busy each is',
    'deployment delete app -z at-vie-2 -f # y',
  ])('%s, from a shell that knows no comments here, is refused before anything is sent', async (line) => {
    const { exo, sandbox } = bench();
    const { code, stderr } = await exo(line);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: this shell passes on "#" and the words after it as arguments, not as a comment\nhint: leave them out, or let zsh read comments with: setopt interactive_comments\n',
    );
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    ['deployment', 'show', '#'],
    ['deployment', 'show', '-z', 'at-vie-2', '--', '#'],
  ])('%s %s %s: a name may be #', async (...words) => {
    const { exo, sandbox } = bench();
    sandbox.place({ zone: 'at-vie-2', name: '#' });
    expect((await exo(words)).code).toBe(0);
  });

  test('a plus sign before SIZE is ignored', async () => {
    const { exo, sandbox } = bench();
    sandbox.place({ zone: 'at-vie-2', name: 'app' });
    expect((await exo('deployment scale app +2 -z at-vie-2')).code).toBe(0);
    expect(sandbox.deployments('at-vie-2')[0]?.replicas).toBe(2);
  });
});
