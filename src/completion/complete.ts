import { visible } from '../output/visible.js';
import type { Flag } from '../program/flags-at.js';
import { type Line, readLine } from '../program/line.js';
import type { Place } from '../program/place.js';
import { readFlags } from '../program/words.js';
import { type Named, type Values, valuesOfArgument, valuesOfFlag } from './values.js';

/** Something that can be inserted at the cursor. */
export interface Candidate {
  value: string;
  description: string;
}

/** What a shell gets. */
export interface Completion {
  candidates: Candidate[];
  /** Files can be inserted; the shell completes them itself. */
  files: boolean;
  /** More follows directly after the candidate, so the shell must not add a space. */
  open: boolean;
}

/** Looks up names. It returns what it has and never rejects. `given` are the flags of the line, by long name. */
export type Names = (kind: Named, given: ReadonlyMap<string, string>) => Promise<readonly Candidate[]>;

/** Nothing is offered. */
export const NOTHING: Completion = { candidates: [], files: false, open: false };

/**
 * What can be inserted in place of the last word of a command line.
 * @param words without the program's name; the last one is the beginning of the word that is completed, '' for nothing
 */
export async function complete(words: readonly string[], tree: Place, names: Names): Promise<Completion> {
  const typed = words.at(-1) ?? '';
  const position = await readLine(words.slice(0, -1), tree);
  const { awaiting, mayEnd, flags, flagsEnded, place } = position;
  if (position.lost) return NOTHING;
  if (awaiting && !(mayEnd && typed.startsWith('-')))
    return valuesFor(valuesOfFlag(awaiting, place), typed, position, names);
  if (!flagsEnded && typed.startsWith('-')) {
    const attached = valueInside(typed, flags);
    if (!attached) return flagsFor(typed, flags, position);
    const { flag, value, prefix } = attached;
    const found = await valuesFor(valuesOfFlag(flag, place), value, position, names);
    return { ...found, candidates: found.candidates.map((one) => ({ ...one, value: prefix + one.value })) };
  }
  const commands = commandsFor(typed, position);
  const argument = position.help ? undefined : valuesOfArgument(position);
  if (!argument) return { ...NOTHING, candidates: commands };
  const found = await valuesFor(argument, typed, position, names);
  return { ...found, candidates: [...commands, ...found.candidates] };
}

/**
 * Finds the beginning of a value in `--zone=at`, `-z=at` or `-zat`. `prefix` goes before each candidate, because shells
 * put back `--zone=` by themselves, but nothing else.
 */
function valueInside(typed: string, flags: readonly Flag[]) {
  const last = readFlags(typed, flags).pieces.at(-1);
  if (!last || !('value' in last)) return typed.includes('=') ? NO_VALUE : undefined;
  // After `-z=` an empty value begins; without this, `=` would be the value.
  const value = /^-[^-].*=$/s.test(typed) && last.value === '=' ? '' : last.value;
  const prefix = typed.startsWith('--') ? '' : typed.slice(0, typed.length - value.length);
  return { flag: last.flag, value, prefix };
}

/** For a flag that takes no value: nothing is offered. */
const NO_VALUE = { flag: { long: '' }, value: '', prefix: '' };

function flagsFor(typed: string, flags: readonly Flag[], { given }: Line): Completion {
  const candidates = flags
    .filter(({ long, takes }) => takes === 'many' || !given.has(long))
    .flatMap(({ long, short, description }) =>
      [long, short ?? []].flat().map((value) => ({ value, description })),
    )
    .filter(({ value }) => value.startsWith(typed));
  return { ...NOTHING, candidates };
}

/** The commands that can follow. An alias is offered only if no name begins with what was typed. */
function commandsFor(typed: string, { place, args }: Line): Candidate[] {
  if (args.length > 0) return [];
  const all = place.branches.map(({ name, aliases, summary }) => ({ name, aliases, description: summary }));
  const byName = all.filter(({ name }) => name.startsWith(typed));
  const byAlias = all.flatMap(({ aliases, description }) =>
    aliases.filter((alias) => alias.startsWith(typed)).map((value) => ({ value, description })),
  );
  return byName.length > 0 ? byName.map(({ name, description }) => ({ value: name, description })) : byAlias;
}

async function valuesFor(of: Values, typed: string, position: Line, names: Names): Promise<Completion> {
  if (of === 'free') return NOTHING;
  if (of === 'file') return { ...NOTHING, files: true };
  if ('listed' in of) return listed(of.listed, typed);
  const { args, flagsEnded, awaiting } = position;
  const ending = 'named' in of ? of.ending : undefined;
  const isGiven = (value: string) =>
    args.some((arg) => arg === value || (ending !== undefined && arg.startsWith(value)));
  const looksLikeFlag = (value: string) => !flagsEnded && awaiting === undefined && value.startsWith('-');
  const all = await candidatesOf(of, position, names);
  const candidates = all.filter(
    ({ value }) =>
      value.startsWith(typed) && !isGiven(value) && visible(value) === value && !looksLikeFlag(value),
  );
  return {
    candidates,
    files: false,
    open: candidates.length > 0 && candidates.every(({ value }) => value.endsWith('=')),
  };
}

/** All possible values, before they are narrowed by what was typed. */
async function candidatesOf(
  of: Exclude<Values, string | { listed: unknown }>,
  { given }: Line,
  names: Names,
): Promise<readonly Candidate[]> {
  if ('named' in of) {
    const known = await names(of.named, given);
    return known.map((one) => ({ ...one, value: one.value + (of.ending ?? '') }));
  }
  const fixed = of.fixed.map((value) => ({ value, description: '' }));
  return of.also ? [...fixed, ...(await names(of.also, given))] : fixed;
}

/** What can follow the last comma: each word only once. */
function listed(words: readonly string[], typed: string): Completion {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const named = before.split(',');
  const candidates = words
    .filter((word) => !named.includes(word) && (before + word).startsWith(typed))
    .map((word) => ({ value: before + word, description: '' }));
  return { candidates, files: false, open: candidates.length > 0 };
}
