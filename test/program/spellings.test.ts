import { describe, expect, test } from 'vitest';
import { complete } from '../../src/completion/complete.js';
import { GLOBAL_OPTIONS, ZONE_ANYWHERE } from '../../src/program/flags.js';
import { type Flag, readFlag } from '../../src/program/flags-at.js';
import { readLine } from '../../src/program/line.js';
import type { CommandSpec, Raw } from '../../src/program/spec.js';
import { createProgram } from '../../src/program.js';
import { RESOURCES, TOOLS, TREE } from '../../src/tree.js';
import { run } from '../helpers/run.js';
import { everyCommand } from '../helpers/tree.js';

/*
 * Flags in every spelling and at every place that `exo` (Go's pflag) takes, for every command of the tree: what runs
 * a line, what completes it and what decides of its errors' format read the same in it.
 */

// `help` is turned round to what it names (`help.test.ts`).
const commands = (await everyCommand()).filter(({ path }) => path[0] !== 'help');

const ran: { spec: CommandSpec; raw: Raw }[] = [];
/** One for all lines: commander begins each from what it was before the first. */
const program = createProgram({
  columns: 80,
  print: () => {},
  run: async (spec, raw, globals) => {
    ran.push({ spec, raw: { ...globals, ...raw } });
  },
});

/** What the parser hands to a command; undefined where it refuses the line, or shows help. */
async function parsed(words: readonly string[]) {
  ran.length = 0;
  await program.parseAsync([...words], { from: 'user' }).catch(() => {});
  return ran[0];
}

/** What TAB would complete names with: the last value of each flag before the word under the cursor. */
async function askedWith(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return (await readLine(words, TREE)).given;
}

/** Parser and reader are of one opinion: of a flag that takes many values, as of any other, the last is `value`. */
async function agree(words: readonly string[], spec: CommandSpec, flag: Flag, value: string | boolean) {
  const ran = await parsed(words);
  const given = ran?.raw[flag.long];
  const read = await askedWith(words);
  expect(
    {
      command: ran?.spec.summary,
      value: flag.takes === 'many' && Array.isArray(given) ? given.at(-1) : given,
      read: read.get(flag.long),
    },
    words.join(' '),
  ).toEqual({ command: spec.summary, value, read: String(value) });
}

/** A line of arguments that a command takes, none of which begins a value or names a command. */
function argsOf({ args = [] }: CommandSpec): string[] {
  return args.filter((arg) => !arg.startsWith('[')).map((_, at) => `arg${at}`);
}

/** `exo`'s spellings of a flag with a value. */
function spellings({ long, short }: Flag, value: string): string[][] {
  const ofLong = [[`${long}=${value}`], [long, value]];
  if (!short) return ofLong;
  return [
    ...ofLong,
    [`${short}=${value}`],
    [short + value],
    [short, value],
    [`-Q${short.slice(1)}${value}`],
    [`-Q${short.slice(1)}=${value}`],
  ];
}

/** `exo`'s spellings of a switch, with what they turn it to. */
function switches({ long, short }: Flag): [string, boolean][] {
  const ofLong: [string, boolean][] = [
    [long, true],
    [`${long}=true`, true],
    [`${long}=1`, true],
    [`${long}=false`, false],
    [`${long}=F`, false],
  ];
  return short
    ? [...ofLong, [short, true], [`${short}=false`, false], [`-Q${short.slice(1)}`, true]]
    : ofLong;
}

const GLOBAL = GLOBAL_OPTIONS.map(readFlag);

/** The flags of a command itself, and one of those that all have: each has its turn. */
function tried({ options = [] }: CommandSpec, turn: number): Flag[] {
  return [...options.map(readFlag), ...GLOBAL.slice(turn % GLOBAL.length).slice(0, 1)];
}

describe.each(commands.map((command, at) => ({ ...command, at })))('$path', ({ path, spec, at: turn }) => {
  const args = argsOf(spec);

  test('a flag with a value, before and after the arguments, in every spelling', async () => {
    for (const flag of tried(spec, turn).filter(({ takes }) => takes !== 'nothing')) {
      for (const words of spellings(flag, 'value')) {
        await agree([...path, ...args, ...words], spec, flag, 'value');
        // One that takes many takes the arguments behind it, too.
        if (flag.takes === 'many') continue;
        await agree([...path, ...words, ...args], spec, flag, 'value');
        await agree([...path, ...words, '--', ...args], spec, flag, 'value');
        await agree([...path, ...args, flag.long, 'first', ...words], spec, flag, 'value');
      }
      await agree([...path, ...args, flag.long, '-1'], spec, flag, '-1');
      await agree([...path, ...args, `${flag.long}=`], spec, flag, '');
    }
  });

  test('a switch, on and off, and the last word on it', async () => {
    for (const flag of tried(spec, turn).filter(({ takes }) => takes === 'nothing')) {
      for (const [word, on] of switches(flag)) {
        await agree([...path, ...args, word], spec, flag, on);
        await agree([...path, word, ...args], spec, flag, on);
        await agree([...path, `${flag.long}=${!on}`, word, ...args], spec, flag, on);
      }
    }
  });

  test('flags that stand anywhere, before each word of it', async () => {
    const line = ['ai', ...path, ...args];
    const takesZone = (spec.options ?? []).some(([notation]) => notation.startsWith('-z'));
    const anywhere = ['--output-format', ...(takesZone ? ['--zone'] : [])];
    // Topics stand beside the tree, and not in it.
    const inTree = [...RESOURCES, ...TOOLS].some(({ name }) => name === path[0]);
    const words = inTree ? line : line.slice(1);
    for (const flag of [...GLOBAL, readFlag(ZONE_ANYWHERE)].filter(({ long }) => anywhere.includes(long))) {
      const all = spellings(flag, 'at-vie-2');
      for (let at = 0; at <= words.length; at++) {
        const typed = [...words.slice(0, at), ...(all[(turn + at) % all.length] ?? []), ...words.slice(at)];
        await agree(typed, spec, flag, 'at-vie-2');
      }
    }
  });

  test('behind -- nothing is a flag', async () => {
    if ((spec.args ?? []).length === 0) return;
    const { args: read, given } = await readLine([...path, '--', '-z', '--zone=x'], TREE);
    expect({ read, zone: given.get('--zone') }).toEqual({ read: ['-z', '--zone=x'], zone: undefined });
  });
});

describe('errors are JSON where the parser would take -O for json', () => {
  const FORMATS: [string[], boolean][] = [
    [['-O', 'json'], true],
    [['-Ojson'], true],
    [['-O=json'], true],
    [['-QOjson'], true],
    [['--output-format=json'], true],
    [['--output-format', 'json'], true],
    [['-O', 'json', '-O', 'table'], false],
    [['-Otable', '-Ojson'], true],
    [['-A', '-Ojson'], false],
    [['--output-template', '-O json'], false],
    [['--', '-O', 'json'], false],
  ];
  const LINES = ['deployment list --xyzzy', 'deployment scal my-app 1', 'nonsense', 'model show a b c'];
  const cases = FORMATS.flatMap(([format, json]) => LINES.map((line) => ({ format, json, line })));
  test.each(cases)('$line $format', async ({ format, json, line }) => {
    const { code, stderr } = await run([...line.split(' '), ...format]);
    expect({ code, json: stderr.startsWith('{') }).toEqual({ code: 2, json });
  });
});

describe('TAB behind what the parser reads', () => {
  test.each([
    ['deployment show -fz at-vie-2', undefined],
    ['deployment delete -fz at-vie-2', 'at-vie-2'],
    ['deployment delete -fzat-vie-2', 'at-vie-2'],
    ['deployment show -z a -zat-vie-2', 'at-vie-2'],
    ['deployment show -z=at-vie-2 -Q=false', 'at-vie-2'],
    ['-- deployment show -z at-vie-2', 'at-vie-2'],
  ])('%s', async (line, zone) => {
    const asked: unknown[] = [];
    await complete([...line.split(' '), ''], TREE, async (_, given) => {
      asked.push(given.get('--zone'));
      return [];
    });
    expect(asked[0]).toBe(zone);
  });
});

test.each([
  ['deployment show x -fz at-vie-2', 'unknown flag -f'],
  ['deployment show x -Qfsecret', 'unknown flag -f'],
  ['deployment show x -z', 'flag -z, --zone <zone> needs a value'],
])('%s: %s', async (line, message) => {
  const { code, stderr } = await run(line);
  expect({ code, first: stderr.split('\n')[0] }).toEqual({ code: 2, first: `error: ${message}` });
});
