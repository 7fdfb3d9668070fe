import { Option } from 'commander';
import { expect, test } from 'vitest';
import { namedToHelp, spelled } from '../../src/program/argv.js';
import { VERSION } from '../../src/version.js';
import { run, withMyApp } from '../helpers/run.js';

const OPTIONS = [
  ['-f, --force'],
  ['-Q, --quiet'],
  ['--no-wait'],
  ['-z, --zone <zone>'],
  ['--files <file...>'],
  ['--params <words>'],
].map(([flags = '']) => new Option(flags));

test.each([
  [['--force=true'], ['--force'], { force: true }],
  [['--force=1', 'x'], ['--force', 'x'], { force: true }],
  [['--force=false', 'x'], ['x'], { force: false }],
  [['--force', '--force=false'], ['--force'], { force: false }],
  [['--force=false', '-f'], ['--force'], { force: true }],
  [['--no-wait=true'], ['--no-wait'], { wait: true }],
  [['--no-wait=false'], [], { wait: false }],
  [['--params', '--quiet=true'], ['--params=--quiet=true'], {}],
  [['--params=--quiet=true'], ['--params=--quiet=true'], {}],
  [['--', '--force=true'], ['--', '--force=true'], {}],
  [['list', '--force=true'], ['list', '--force=true'], {}],
  [['--unknown=secret'], ['--unknown'], {}],
  [['-z=at-vie-2'], ['--zone=at-vie-2'], {}],
  [['-zat-vie-2'], ['--zone=at-vie-2'], {}],
  [['x', '-z'], ['x', '--zone'], {}],
  [['--zone='], ['--zone='], {}],
  [['--files', 'a', 'b', '-Q', 'x'], ['--files=a', '--files=b', '--quiet', 'x'], { quiet: true }],
  [['-z', '-Q=false'], ['--zone=-Q=false'], {}],
  [['-Qz=at-vie-2'], ['--quiet', '--zone=at-vie-2'], { quiet: true }],
  [['-Q=true', '-f=false'], ['--quiet'], { quiet: true, force: false }],
  [['-x=1'], ['-x'], {}],
  [['-Qxsecret'], ['--quiet', '-x'], { quiet: true }],
  [['', 'x'], ['', 'x'], {}],
  [['-', '-1'], ['-', '-1'], {}],
])('%j is read as %j', (given, args, switches) => {
  const read = spelled(given, OPTIONS, (word) => word === 'list', 'exo-di');
  const below = read.command === undefined ? [] : [read.command, ...read.rest];
  expect([...read.args, ...below]).toEqual(args);
  expect(Object.fromEntries([...read.switches].map(([o, on]) => [o.attributeName(), on]))).toEqual(switches);
});

test.each([
  [[], []],
  [
    ['deployment', 'scale'],
    ['deployment', 'scale'],
  ],
  [
    ['deployment', '-O', 'json', '-Q', 'scale'],
    ['deployment', 'scale'],
  ],
  [['--json=false', 'deployment'], ['deployment']],
  [['--', 'deployment'], ['deployment']],
  [['deployment', '--json'], undefined],
  [['-h'], undefined],
  [['--help=false', 'deployment'], ['deployment']],
  [['deployment', '-O'], undefined],
  [['--replicas', 'deployment'], undefined],
  [['--json=maybe'], undefined],
])('help %j names %j', (words, named) => {
  expect(namedToHelp(words)).toEqual(named);
});

test.each([
  [['--params', '-Q'], 'flag --params <words> needs a value, but the next word is the flag -Q'],
  [['-z', '--params'], 'flag -z, --zone <zone> needs a value, but the next word is the flag --params'],
  [['--params=-Q'], undefined],
  [['-z=-Q'], undefined],
  [['--params', '-Q -z'], undefined],
])('a flag is no value of the flag before it, unless it is joined with it: %j', (given, message) => {
  const read = expect(() => spelled(given, OPTIONS, () => false, 'exo-di x'));
  if (message) read.toThrow(message);
  else read.not.toThrow();
});

test.each([
  ['—force', '--force'],
  ['–force=true', '--force'],
  ['−-force', '--force'],
  ['––force', '--force'],
  ['—zone=at-vie-2', '--zone'],
  ['–z', '--zone'],
])('a flag with the dash of a word processor is no name: %s', async (typed, meant) => {
  const { exo, sandbox } = withMyApp();
  const { code, stderr } = await exo(['deployment', 'delete', 'my-app', '-fz', 'at-vie-2', typed, 'other']);
  expect({ code, sent: sandbox.requests }).toEqual({ code: 2, sent: [] });
  expect(stderr).toContain(`unknown flag ${typed.split('=')[0]}\nhint: did you mean ${meant}?`);
});

test.each([
  [['—x', '–'], ['—x', '–'], {}],
  [['--', '—force'], ['--', '—force'], {}],
  [['--params', '—force'], ['--params=—force'], {}],
])('another word that begins with a long dash stays as it is: %j', (given, args, switches) => {
  const read = spelled(given, OPTIONS, () => false, 'exo-di x');
  expect({ args: read.args, switches: [...read.switches] }).toEqual({
    args,
    switches: Object.entries(switches),
  });
});

test('a switch takes only true or false as a value', () => {
  expect(() => spelled(['--force=maybe'], OPTIONS, () => false, 'exo-di')).toThrow(
    '--force takes true or false, not "maybe"',
  );
});

test('switches with = on real command lines', async () => {
  const { exo, changes } = withMyApp();
  const refused = await exo('deployment delete my-app -z=at-vie-2 --force=maybe');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--force takes true or false');
  expect((await exo('deployment delete my-app -z=at-vie-2 --force=false')).code).not.toBe(0);
  expect(changes()).toEqual([]);
  const { code, stderr } = await exo('-Q deployment delete my-app -z=at-vie-2 -f=true --quiet=false');
  expect(code).toBe(0);
  expect(stderr).not.toBe('');
  const listed = await exo('deployment list -O=json --quiet=true');
  expect(JSON.parse(listed.stdout)).toEqual([]);
});

test.each(['-V -O json', '--version -Q', '-O json -V', '-V'])('%s prints the version', async (line) => {
  expect(await run(line)).toEqual({ code: 0, stdout: `exo-di ${VERSION}\n`, stderr: '' });
});
