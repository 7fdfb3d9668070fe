import type { Option } from 'commander';
import { UsageError } from '../errors.js';

/** The words of a command line as commander reads them, and the switches that `=true` or `=false` had the last word on. */
export interface Spelled {
  args: string[];
  switches: Map<Option, boolean>;
}

/** What Go's strconv.ParseBool reads. */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/**
 * Node reads the command line as UTF-8 and puts U+FFFD where it is none, as a terminal set to Latin-1 sends it: a
 * deployment would get it as its name.
 * @throws UsageError naming the first such word
 */
export function requireUtf8(argv: readonly string[]): void {
  const broken = argv.find((word) => word.includes('\ufffd'));
  if (broken === undefined) return;
  throw new UsageError(`${JSON.stringify(broken)} is not UTF-8`, {
    hint: 'check the character set of the terminal (locale), or of the script it stands in',
  });
}

/**
 * Flags as Go's pflag spells them: `--force=true`, `--force=false`, `-f=true`, `-z=at-vie-2`. Values of other flags,
 * what stands behind `--`, and what stands behind a command of its own are left as they are.
 * @throws UsageError for a switch that is given anything but true or false
 */
export function spelled(
  given: readonly string[],
  options: readonly Option[],
  isCommand: (word: string) => boolean,
): Spelled {
  const args: string[] = [];
  const switches = new Map<Option, boolean>();
  const find = (name: string) => options.find(({ long, short }) => long === name || short === name);
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--' || isCommand(word)) return { args: [...args, word, ...rest], switches };
    const read = word.startsWith('--') ? long(word, find) : short(word, find);
    for (const [option, on] of read.switches) switches.set(option, on);
    if (read.word !== '' || word === '') args.push(read.word);
    // The value of a flag, whatever it looks like.
    if (read.takesNext) args.push(...rest.splice(0, 1));
  }
  return { args, switches };
}

interface Word {
  /** Empty: nothing is left of it. */
  word: string;
  switches: [Option, boolean][];
  takesNext: boolean;
}

type Find = (name: string) => Option | undefined;

function long(word: string, find: Find): Word {
  const [, name = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  const option = find(name);
  if (!option) return { word, switches: [], takesNext: false };
  if (option.required || option.optional) return { word, switches: [], takesNext: value === undefined };
  const on = value === undefined || readSwitch(name, value);
  return { word: on ? name : '', switches: [[option, on]], takesNext: false };
}

/** A group such as `-fQ`, in which the last may have a value: `-Qz=at-vie-2`. */
function short(word: string, find: Find): Word {
  const switches: [Option, boolean][] = [];
  let kept = '-';
  const done = (takesNext: boolean): Word => ({ word: kept === '-' ? '' : kept, switches, takesNext });
  if (!/^-[^-]/.test(word)) return { word, switches, takesNext: false };
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const option = find(`-${letter}`);
    const value = /^=(.+)$/s.exec(word.slice(at + 1))?.[1];
    if (!option) {
      kept += word.slice(at);
      return done(false);
    }
    if (option.required || option.optional) {
      const attached = value ?? word.slice(at + 1);
      kept += letter + attached;
      return done(attached === '');
    }
    const on = value === undefined || readSwitch(`-${letter}`, value);
    switches.push([option, on]);
    if (on) kept += letter;
    if (value !== undefined) return done(false);
  }
  return done(false);
}

function readSwitch(name: string, value: string): boolean {
  if (TRUE.includes(value)) return true;
  if (FALSE.includes(value)) return false;
  throw new UsageError(`${name} takes true or false, not ${JSON.stringify(value)}`, {
    hint: `${name} alone turns it on`,
  });
}
