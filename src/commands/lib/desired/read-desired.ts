import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import type { InferenceFile, PlacedDeployment } from '../../../desired/file/file-schema.js';
import { parseInferenceFiles } from '../../../desired/file/parse-file.js';
import type { Problem } from '../../../desired/file/source.js';
import { problemLine } from '../../../desired/file/warnings.js';
import { holdsPath, withHolds } from '../../../desired/hold/holds.js';
import { momentIn, parseMoment } from '../../../desired/schedule/moment.js';
import { plural } from '../../../domain/counts.js';
import { byText } from '../../../domain/order.js';
import { UsageError } from '../../../errors.js';
import { readText, text } from '../parse-input.js';
import { type Paused, readHolds, sharedTimezone } from './holds-file.js';
import { readTexts } from './read-texts.js';
import { type Selection, select, selectionFields } from './selection.js';

/** The value of --at: a moment in ISO 8601, see `parseMoment`. */
const moment = readText((text) => {
  const value = parseMoment(text);
  return typeof value === 'string' ? { problem: value } : { value };
});

type Typed = z.infer<typeof moment>;

/**
 * `-f`, once or several times; `-` is standard input, which can be read only once. The holds of a file are read with it
 * anyway, so where a pattern such as `*.yaml` names them, too, they are left out: a job must not fail because of a hold.
 */
export const files = z
  .array(text, { error: 'is required: the file of the desired state, - for standard input' })
  .check(
    z.refine((names) => names.filter((name) => name === '-').length <= 1, {
      error: 'can name standard input only once',
    }),
    z.refine((names) => new Set(names).size === names.length || names.includes('-'), {
      error: 'names one file twice',
    }),
    z.overwrite((names) => names.filter((name) => !names.some((other) => holdsPath(other) === name))),
  );

/** The flags of every command that reads the desired state. */
export const desiredFields = { '--file': files, '--at': z.optional(moment), ...selectionFields };

export interface Desired {
  /** The selected part of the files, with its holds. */
  file: InferenceFile;
  /** The same without holds, as the files are written. */
  written: InferenceFile;
  /** The other deployments of the files, if only a part is selected. */
  others: readonly PlacedDeployment[];
  /** Whole zones are selected, so what exists there and is not in the files is outside of them. */
  isWhole: boolean;
  /** A file that is paused at the moment `at`. */
  paused?: Paused | undefined;
  /** A file that is paused now: `apply` then sends nothing, whatever --at says. */
  pausedNow?: Paused | undefined;
  /** The moment whose state is desired: --at, else now. */
  at: Date;
}

/**
 * Reads the named files, and what is held of them at --at or now, and selects a part of them.
 * @throws UsageError with every problem of all files, each with its line and column; for an --at without an offset if
 * the deployments have several time zones
 * @throws ExoError not-found for a selected name or zone that the files do not have
 */
export async function readDesired(
  deps: Deps,
  input: Selection & { '--file': readonly string[]; '--at'?: Typed | undefined },
): Promise<Desired> {
  const whole = await readFiles(deps, input['--file']);
  const { file: written, others } = select(whole, input, callThem(input['--file']));
  const at = momentOf(deps, written, input['--at']);
  // A hold or a pause of an included file also counts for the file that includes it.
  const names = new Set([...input['--file'], ...whole.deployments.map(({ source }) => source.file)]);
  const timezone = sharedTimezone(whole.deployments);
  const heldAt = async (moment: Date) => {
    const held = [...names].map(async (file) => ({ file, ...(await readHolds(deps, file, moment)) }));
    const all = await Promise.all(held);
    return {
      // The hold that was made last comes last, where it overrides the others.
      holds: all.flatMap((one) => one.holds).sort((a, b) => byText(a.since, b.since)),
      paused: all.flatMap(({ file, pause }): Paused[] => (pause ? [{ file, pause, timezone }] : []))[0],
    };
  };
  const { holds, paused } = await heldAt(at);
  const { paused: pausedNow } = input['--at'] ? await heldAt(new Date(deps.clock.now())) : { paused };
  return {
    file: withHolds(written, { holds }),
    written,
    others,
    isWhole: !input.NAME?.length,
    paused,
    pausedNow,
    at,
  };
}

const callThem = (names: readonly string[]) =>
  names.map((name) => (name === '-' ? 'standard input' : name)).join(' and ');

/**
 * Reads and checks files. Several problems are printed below each other, as a compiler prints them; with -O json they
 * are in the error's details.
 * @throws UsageError with every problem of all files
 */
export async function readFiles(deps: Deps, names: readonly string[]): Promise<InferenceFile> {
  const texts = await readTexts(deps, names);
  try {
    return parseInferenceFiles(texts, deps.env);
  } catch (error) {
    const lines = error instanceof UsageError ? error.problems : [];
    if (lines.length < 2 || (await deps.settings()).outputFormat === 'json') throw error;
    deps.io.error(lines.map((line) => `${line}\n`).join(''));
    const where = texts.length === 1 && texts[0] ? texts[0].name : plural(texts.length, 'file');
    throw new UsageError(`${plural(lines.length, 'problem')} in ${where}, see above; nothing was sent`, {
      code: 'inference-file',
    });
  }
}

/** The moment of --at, else now. @throws UsageError for a time without an offset if the time zones differ */
function momentOf(deps: Deps, { deployments }: InferenceFile, typed: Typed | undefined): Date {
  if (typed === undefined) return new Date(deps.clock.now());
  const timezones = deployments.map(({ timezone }) => timezone);
  const at = momentIn(typed, timezones);
  if (at) return at;
  throw new UsageError('--at needs an offset: the deployments have several time zones', {
    hint: `they are ${[...new Set(timezones)].join(', ')}; write Z or an offset such as +01:00 after the time`,
  });
}

/** The most warnings that are printed: nobody reads more, and a file with thousands is corrected from the top. */
const MOST_WARNINGS = 50;

/** Prints warnings on stderr about what is valid in a file but perhaps not meant. */
export function warnOf(deps: Deps, warnings: readonly Problem[]): void {
  for (const warning of warnings.slice(0, MOST_WARNINGS)) deps.io.warn(problemLine(warning));
  const more = warnings.length - MOST_WARNINGS;
  if (more > 0) deps.io.warn(`and ${more} more warnings; plan -O json shows all of them`);
}
