import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { treeDocument } from '../../../src/commands/help/tree-json.js';
import { TREE } from '../../../src/tree.js';
import { prepared, shell } from '../../helpers/examples.js';
import { bench, run } from '../../helpers/run.js';
import { everyCommand } from '../../helpers/tree.js';

const tree = await treeDocument([], TREE);
const ajv = new Ajv2020({ strict: false, formats: { uuid: true }, code: { optimize: false } });

const called = await everyCommand();
const named = (command: string) => tree.commands.find((one) => one.command === command);

test('lists every command with its arguments, flags and their values', () => {
  expect(tree.commands.map(({ command }) => command)).toEqual(called.map(({ path }) => path.join(' ')));
  const scale = named('deployment scale');
  expect(scale).toMatchObject({
    usage: expect.stringMatching(/^exo-di deployment scale \[flags\] /),
    arguments: expect.arrayContaining([expect.objectContaining({ repeatable: true })]),
  });
  expect(scale?.flags).toContainEqual({
    name: '--wait-timeout',
    type: 'duration',
    value: 'duration',
    repeatable: false,
    default: '30m',
    description: 'stop waiting after this long (default: 30m; -1s: never)',
  });
  const zone = scale?.flags.find(({ name }) => name === '--zone');
  expect(zone).toMatchObject({ short: '-z', type: 'string', environment: 'EXOSCALE_ZONE' });
  expect(named('deployment create')?.flags.find(({ name }) => name === '--gpu-count')).toMatchObject({
    type: 'number',
    known_values: ['1', '2', '3', '4', '5', '6', '7', '8'],
  });
});

test.each([
  ['price', '--currency', { default: 'eur', environment: 'EXO_DI_CURRENCY' }],
  ['plan', '--prices', { default: 'the public list', environment: 'EXO_DI_PRICES' }],
  ['deployment proxy', '--token', { environment: 'EXO_DI_PROXY_TOKEN' }],
  ['deployment logs', '--tail', { default: '10' }],
  ['deployment bench', '--concurrency', { default: '1,4,16' }],
])('of %s %s: %o', (command, flag, told) => {
  expect(named(command)?.flags.find(({ name }) => name === flag)).toMatchObject(told);
});

test('required flags are in the usage', async () => {
  const { exo } = bench();
  // The sandbox runs until it is ended, and config add asks for missing values.
  const others = tree.commands.filter(({ command }) => !/^sandbox |^config add$/.test(command));
  for (const { command, usage, arguments: args } of others) {
    const words = args.flatMap(({ required }) => (required ? ['x'] : []));
    const { stderr } = await exo([...command.split(' '), ...words]);
    for (const [, flag = ''] of stderr.matchAll(/(?<!and )(--[\w-]+) is required/g))
      expect(usage).toContain(flag === '--file' ? '-f <file>' : `${flag} <`);
  }
});

test.each([
  ['help deployment scale --json', ['deployment scale']],
  ['help ai deployment scale --json', ['deployment scale']],
  ['help --json operation', ['operation show', 'operation wait']],
])('%s has %j', async (line, commands) => {
  const { code, stdout } = await run(line);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).commands.map(({ command }: { command: string }) => command)).toEqual(commands);
});

test('an unknown command is refused here too', async () => {
  expect((await run('help deployment nonsense --json')).code).toBe(2);
});

/** Command lines beside the examples, so that each form of a command's output is tried. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  'deployment scale': [
    'exo-di deployment scale my-app 2 -z at-vie-2 --no-wait',
    'exo-di deployment scale my-app 2 -z at-vie-2 --dry-run',
    'exo-di deployment scale my-app=2 other=0 -z at-vie-2 --no-wait',
  ],
  'deployment create': [
    'exo-di deployment create new --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait',
  ],
  'deployment delete': ['exo-di deployment delete my-app -f -z at-vie-2 --no-wait'],
  'deployment show': ['exo-di deployment show my-app -z at-vie-2'],
  'model fit': ['exo-di model fit openai/gpt-oss-20b --columns family,verdict'],
  apply: ['exo-di apply -f inference.yaml --no-wait'],
  'limits gpu': ['exo-di limits gpu'],
};
/** Parts of command lines that do not end by themselves, ask questions, or print another format than JSON. */
const NOT_JSON = [
  'sandbox',
  '--watch',
  '--follow',
  '--every',
  'config add -O',
  '--output-template',
  '--markdown',
  '--ics',
  '--shell',
];

describe('the JSON of each command matches its schema', () => {
  const lines = called.flatMap(({ path, spec }) => {
    const command = path.join(' ');
    if (!named(command)?.outputs.length) return [];
    const all = [...(spec.examples ?? []), ...(MORE[command] ?? [])];
    const inJson = all.map((line) => (/-O |\|/.test(line) ? line : `${line} -O json`));
    return inJson
      .filter((line) => line.includes('-O json') && !NOT_JSON.some((word) => line.includes(word)))
      .map((line) => [line, command] as const);
  });

  test.each(lines)('%s', async (line, command) => {
    const { exo } = await prepared(line, command);
    const { stdout, stderr } = await shell(line, exo);
    expect(stdout, stderr).not.toBe('');
    const outputs = named(command)?.outputs ?? [];
    const problems = outputs.map(({ when, prints, schema }) => {
      const validate = ajv.compile(schema);
      const documents = prints === 'lines' ? stdout.trim().split('\n') : [stdout];
      const faults = documents.flatMap((text) => (validate(JSON.parse(text)) ? [] : (validate.errors ?? [])));
      return { when, faults: faults.map(({ instancePath, message }) => `${instancePath} ${message}`) };
    });
    expect(problems.some(({ faults }) => faults.length === 0) || problems).toBe(true);
  });
});

test.each([
  ['deployment scale my-app 1 -z at-vie-2 --no-wait'],
  ['deployment scale my-app 1 -z at-vie-2 --dry-run'],
  ['deployment scale my-app 2 -z at-vie-2 --no-wait'],
  ['deployment scale my-app 2 -z at-vie-2 --dry-run'],
  ['deployment scale my-app=1 -z at-vie-2 --dry-run'],
  ['deployment update my-app --name my-app -z at-vie-2 --no-wait'],
  ['deployment update my-app --name my-app -z at-vie-2 --dry-run'],
  ['deployment clone my-app other --if-not-exists -z at-vie-2 --no-wait'],
  ['model create openai/gpt-oss-20b --if-not-exists -z at-vie-2 --no-wait'],
  ['model create openai/gpt-oss-20b --if-not-exists -z at-vie-2 --dry-run'],
  ['api-key create ci --scope public --if-not-exists --dry-run'],
  ['api-key update ci --name ci --dry-run'],
  ['api-key rotate ci --dry-run'],
  ['deployment delete my-app -f -z at-vie-2 --dry-run'],
  ['deployment delete my-app -f -z at-vie-2 --no-wait'],
])('%s prints what stands under its flag, whether or not anything has to be sent', async (line) => {
  const { exo } = await prepared(line, '');
  const { stdout } = await shell(`exo-di ${line} -O json`, exo);
  const command = line.split(' ', 2).join(' ');
  const outputs = named(command)?.outputs ?? [];
  const output = outputs.find(({ when }) => when !== undefined && line.includes(when));
  expect(ajv.validate({ ...output?.schema }, JSON.parse(stdout)), JSON.stringify(ajv.errors)).toBe(true);
});

test.each([
  ['deployment autoscale', [undefined, '--every']],
  ['deployment idle', [undefined, '--dry-run', '--columns']],
  ['apply', [undefined, '--dry-run', '--every']],
  ['schedule install', [undefined]],
])('%s prints by %j', (command, flags) => {
  expect(named(command)?.outputs.map(({ when }) => when)).toEqual(flags);
});

test('a list is an array of rows', () => {
  const lists = called.flatMap(({ path, spec }) => (spec.prints === 'list' ? [path.join(' ')] : []));
  const rowOf = (command: string) => named(command)?.outputs[0]?.schema;
  expect(lists).toContain('deployment top');
  for (const command of lists)
    expect(rowOf(command), command).toMatchObject({ type: 'array', items: { type: 'object' } });
});

test('errors match theirs, too', async () => {
  const { stderr } = await run('deployment scale my-app -1 -O json');
  expect(ajv.validate({ ...tree.error }, JSON.parse(stderr))).toBe(true);
});

test('so do errors with the cause from a deployment’s logs', async () => {
  const { exo } = bench({ failStart: 'kv' });
  const create =
    'deployment create a --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';
  const { code, stderr } = await exo(`${create} -O json`);
  const error = JSON.parse(stderr);
  expect({ code, kind: error.error.explanation.kind }).toEqual({ code: 7, kind: 'kv-too-small' });
  expect(ajv.validate({ ...tree.error }, error), JSON.stringify(ajv.errors)).toBe(true);
});
