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
 * Flags in every spelling and position that `exo` (Go's pflag) accepts, for every command of the tree. The parser, the
 * completion and the code that chooses the format of errors must read the same from a line.
 */

// Without `help`, which is rewritten to the command that it names (`help.test.ts`).
const commands = (await everyCommand()).filter(({ path }) => path[0] !== 'help');

const ran: { spec: CommandSpec; raw: Raw }[] = [];
/** One program for all lines: commander resets it before each. */
const program = createProgram({
  columns: 80,
  print: () => {},
  run: async (spec, raw, globals) => {
    ran.push({ spec, raw: { ...globals, ...raw } });
  },
});

/** What the parser passes to a command; undefined if it refuses the line or prints help. */
async function parsed(words: readonly string[]) {
  ran.length = 0;
  await program.parseAsync([...words], { from: 'user' }).catch(() => {});
  return ran[0];
}

/** What completion reads from a line: the last value of each flag before the word under the cursor. */
async function askedWith(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return (await readLine(words, TREE)).given;
}

/** Checks that parser and completion agree; for a flag with many values, `value` is the last one. */
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

/** Arguments that a command accepts, none of which could be the value of a flag or the name of a command. */
function argsOf({ args = [] }: CommandSpec): string[] {
  return args.filter((arg) => !arg.startsWith('[')).map((_, at) => `arg${at}`);
}

/** The spellings of a flag with a value that `exo` accepts. */
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

/** The spellings of a switch that `exo` accepts, with their values. */
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

/** The flags of a command itself, and one of the common flags, another one for each command. */
function tried({ options = [] }: CommandSpec, turn: number): Flag[] {
  return [...options.map(readFlag), ...GLOBAL.slice(turn % GLOBAL.length).slice(0, 1)];
}

describe.each(commands.map((command, at) => ({ ...command, at })))('$path', ({ path, spec, at: turn }) => {
  const args = argsOf(spec);

  test('a flag with a value, before and after the arguments, in every spelling', async () => {
    for (const flag of tried(spec, turn).filter(({ takes }) => takes !== 'nothing')) {
      for (const words of spellings(flag, 'value')) {
        await agree([...path, ...args, ...words], spec, flag, 'value');
        // A flag that takes many values takes the arguments after it, too.
        if (flag.takes === 'many') continue;
        await agree([...path, ...words, ...args], spec, flag, 'value');
        await agree([...path, ...words, '--', ...args], spec, flag, 'value');
        await agree([...path, ...args, flag.long, 'first', ...words], spec, flag, 'value');
      }
      await agree([...path, ...args, flag.long, '-1'], spec, flag, '-1');
      await agree([...path, ...args, `${flag.long}=`], spec, flag, '');
    }
  });

  test('a switch, on and off; the last one counts', async () => {
    for (const flag of tried(spec, turn).filter(({ takes }) => takes === 'nothing')) {
      for (const [word, on] of switches(flag)) {
        await agree([...path, ...args, word], spec, flag, on);
        await agree([...path, word, ...args], spec, flag, on);
        await agree([...path, `${flag.long}=${!on}`, word, ...args], spec, flag, on);
      }
    }
  });

  test('common flags before each word of the line', async () => {
    const line = ['ai', ...path, ...args];
    const takesZone = (spec.options ?? []).some(([notation]) => notation.startsWith('-z'));
    const anywhere = ['--output-format', ...(takesZone ? ['--zone'] : [])];
    // Topics are not commands of the tree.
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

  test('after -- nothing is a flag', async () => {
    if ((spec.args ?? []).length === 0) return;
    const { args: read, given } = await readLine([...path, '--', '-z', '--zone=x'], TREE);
    expect({ read, zone: given.get('--zone') }).toEqual({ read: ['-z', '--zone=x'], zone: undefined });
  });
});

describe('errors are JSON exactly if the parser reads -O json', () => {
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

describe('completion after flags that the parser reads', () => {
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
