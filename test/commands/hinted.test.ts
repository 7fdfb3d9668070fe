import { describe, expect, test } from 'vitest';
import { commandsIn, noteHints, wordsOf } from '../helpers/hinted.js';
import { checkHints } from '../helpers/hints-run.js';
import { desk } from '../helpers/inference-file.js';

/*
 * The commands that error messages tell people to type work: each of them is typed, at a terminal where questions are
 * answered with yes, in a world where the same failure has just happened.
 */

type Desk = ReturnType<typeof desk>;
const Z = '-z at-vie-2';
const MODEL = 'mistralai/Mistral-7B-Instruct-v0.3';
const NEW = `deployment create new --model-name ${MODEL} --gpu-type gpua5000 --gpu-count 1 ${Z}`;
const place =
  (name: string, replicas = 1) =>
  ({ sandbox }: Desk) =>
    void sandbox.place({ zone: 'at-vie-2', name, replicas });
const nothing = () => {};

interface Case {
  what: string;
  options?: Parameters<typeof desk>[0];
  before: (desk: Desk) => unknown;
  line: string | string[];
  /** The message must name at least this many commands. */
  commands?: number;
}

const CASES: Case[] = [
  { what: 'a name that is taken', before: place('new'), line: NEW },
  {
    what: 'a name that is not there',
    before: place('my-app'),
    line: `deployment scale my-ap 2 ${Z}`,
    commands: 2,
  },
  { what: 'a zone that is not there', before: place('my-app'), line: 'deployment show my-app -z at-vie2' },
  {
    what: 'a GPU type that is not there',
    before: nothing,
    line: NEW.replace('gpua5000', 'a5000'),
    commands: 2,
  },
  {
    what: 'a model that is not there',
    before: nothing,
    line: NEW.replace(MODEL, 'Qwen/Qwen3-0.6B'),
    commands: 2,
  },
  {
    what: 'an engine parameter that is not there',
    before: nothing,
    line: [...NEW.split(' '), '--inference-engine-params', '--max-model-lens=1'],
  },
  {
    what: 'a quota, creating',
    options: { quotas: { gpua5000: 2 } },
    before: nothing,
    line: `${NEW} --replicas 3`,
    commands: 2,
  },
  {
    what: 'a quota, scaling',
    options: { quotas: { gpua5000: 2 } },
    before: place('my-app'),
    line: `deployment scale my-app 5 ${Z}`,
    commands: 2,
  },
  {
    what: 'a quota, scaling many',
    options: { quotas: { gpua5000: 3 } },
    before: (at) => ['a', 'b'].map((name) => place(name)(at)),
    line: `deployment scale a=9 b=0 ${Z}`,
    commands: 2,
  },
  {
    what: 'a GPU count that cannot be changed',
    before: place('my-app'),
    line: `deployment update my-app --gpu-count 2 ${Z}`,
  },
  {
    what: 'a change under way',
    before: async (at) => {
      place('my-app')(at);
      await at.exo(`deployment scale my-app 2 ${Z} --no-wait`);
    },
    line: `deployment scale my-app 3 ${Z}`,
  },
  { what: 'nobody waits', before: place('my-app'), line: `deployment scale my-app 2 ${Z} --no-wait` },
  {
    what: 'the time is up',
    before: place('my-app'),
    line: `deployment scale my-app 2 ${Z} --wait-timeout 1s`,
  },
  { what: 'zero', before: place('my-app'), line: `deployment scale my-app 0 ${Z}` },
  {
    what: 'zero is waited for',
    before: place('my-app', 0),
    line: `deployment wait my-app --wait-timeout 1s ${Z}`,
  },
  { what: 'a question to no one', before: place('my-app'), line: `deployment delete my-app ${Z}` },
  { what: 'all of a zone', before: place('my-app'), line: `deployment scale --all 0 ${Z}` },
  {
    what: 'a name that a shell reads otherwise',
    before: place("it's $HOME; -f"),
    line: ['deployment', 'scale', "it's $HOME; -f", '0', ...Z.split(' ')],
  },
  {
    what: 'an operation that fails',
    options: { fail: ['POST /ai/deployment=operation-failure'] },
    before: nothing,
    line: NEW,
  },
  {
    what: 'an answer that is lost',
    options: { fail: ['POST /ai/deployment=reset-after'], assumptions: { visibleAfterMs: 300_000 } },
    before: nothing,
    line: NEW,
    commands: 2,
  },
  {
    what: 'a clone at zero that is to replace',
    before: (at) => {
      place('my-app', 2)(at);
      place('new', 0)(at);
    },
    line: `deployment clone my-app new --replace --if-not-exists -f ${Z}`,
    commands: 2,
  },
  { what: 'a model that is there', before: nothing, line: `model create ${MODEL} ${Z}` },
  {
    what: 'a model in use',
    before: async (at) => place('my-app')(at),
    line: `model delete ${MODEL} -f ${Z}`,
  },
  {
    what: 'an API key that is there',
    before: (at) => at.exo('api-key create ci --scope public'),
    line: 'api-key create ci --scope public',
  },
  {
    what: 'an API key that is not',
    before: (at) => at.exo('api-key create ci --scope public'),
    line: 'api-key show cj',
  },
];

async function happened({ options, before, line }: Case) {
  const at = desk(options ?? {});
  await before(at);
  const { stdout, stderr } = await at.exo(line);
  return { at, lines: commandsIn(`${stdout}\n${stderr}`) };
}

describe('the commands that an error names work', () => {
  test.each(CASES)('$what', async (given) => {
    const { lines } = await happened(given);
    expect(lines.length, lines.join('\n')).toBeGreaterThanOrEqual(given.commands ?? 1);
    for (const [index, line] of lines.entries()) {
      const { at } = await happened(given);
      // An operation under way and an outdated list need some time to pass.
      at.clock.advance(400_000);
      const { code, stderr } = await at.exo(wordsOf(line), { typed: ['y\r'] });
      expect({ line, index, stderr: code === 0 ? '' : stderr }).toEqual({ line, index, stderr: '' });
    }
  });
});

test('the check finds commands that do not work, whatever is wrong with them', async () => {
  // Each is of a kind that no other message has, because a kind that was checked before is not checked again.
  for (const said of [
    'deployment shwo a',
    "deployment show --watch 'a b c",
    'deployment scale a --no-wait --dry-run',
    'limits gpu; or not',
  ]) {
    noteHints({ stdout: '', stderr: `error: no\nhint: see exo-di help, or: exo-di ${said}\n` });
    await expect(checkHints(), said).rejects.toThrow('hints that do not run');
  }
});
