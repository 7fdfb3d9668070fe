import type { Deps } from '../../../deps.js';
import type { PlacedDeployment } from '../../../desired/file/file-schema.js';
import {
  current,
  formerHolds,
  type Holds,
  holdsPath,
  NO_HOLDS,
  type Pause,
  parseHolds,
  writeHolds,
} from '../../../desired/hold/holds.js';
import { formatMoment } from '../../../desired/schedule/schedule-time.js';
import { commandLine } from '../../../domain/shell-words.js';
import { UsageError } from '../../../errors.js';
import { fileProblem } from '../../../io/file-problem.js';
import type { Machine } from '../../../io/machine.js';
import { FILE_TURN, takeTurn } from '../take-turn.js';

/**
 * The holds and the pause of a file at a moment, and the path of the file that stores them. Standard input has none.
 * @throws UsageError if the file of holds cannot be read
 */
export async function readHolds(deps: Deps, file: string, at: Date): Promise<Holds & { path: string }> {
  if (file === '-') return { ...NO_HOLDS, path: file };
  const machine = await deps.machine();
  const own = await machine.realPath(file);
  const path = holdsPath(own);
  const found = (await readIfThere(machine, path)) ?? (await readFormer(machine, own));
  return { ...(found ? current(parseHolds(found.path, found.text), at) : NO_HOLDS), path };
}

async function readIfThere(
  machine: Machine,
  path: string,
): Promise<{ path: string; text: string } | undefined> {
  const text = await machine.readTextIfThere(path);
  return text === undefined ? undefined : { path, text };
}

/**
 * Reads the holds from the path that all endings of a name once shared. They count until the holds of this file change
 * and are written to its own path; and only if the owner of that path does not exist, because they would be the
 * owner's.
 */
async function readFormer(machine: Machine, file: string) {
  const former = formerHolds(file);
  const found = former && (await readIfThere(machine, former.path));
  return found && (await machine.readTextIfThere(former.owner)) === undefined ? found : undefined;
}

/**
 * Changes the stored holds of a file, one run at a time, and drops those that are over.
 * @returns the path of the stored holds, what was held before, and, if anything has changed, the command that shows it
 *   again in case the output is lost
 * @throws ExoError conflict if another run does not finish in time; UsageError if the holds cannot be written, or if
 *   nothing is held and there is no such file
 */
export async function changeHolds(
  deps: Deps,
  file: string,
  change: (holds: Holds) => Holds,
): Promise<{ path: string; before: Holds; again?: string }> {
  const machine = await deps.machine();
  const key = JSON.stringify(['holds', holdsPath(await machine.realPath(file))]);
  const turn = await takeTurn(deps, [key], FILE_TURN);
  try {
    const { path, ...before } = await readHolds(deps, file, new Date(deps.clock.now()));
    // Throws if there is no such file: its name is probably mistyped, and the intended file would stay paused or held.
    if (before.holds.length === 0 && !before.pause) await machine.readText(file);
    const after = change(before);
    if (JSON.stringify(after) === JSON.stringify(before)) return { path, before };
    await machine.replaceText(path, writeHolds(after)).catch((error: unknown) => {
      throw new UsageError(
        `the holds cannot be written to ${path}: ${fileProblem(error)}; nothing was changed`,
        {
          code: 'holds-file',
          hint: 'they are stored beside the file of -f: its folder must be writable',
          cause: error,
        },
      );
    });
    return { path, before, again: commandLine('hold list', [], ['-f', file]) };
  } finally {
    await turn.release();
  }
}

/** A file that is paused. */
export interface Paused {
  file: string;
  pause: Pause;
  /** The time zone in which its times are read and printed. */
  timezone: string;
}

/** The time zone for what concerns several deployments: theirs if they have the same one, else UTC. */
export function sharedTimezone(deployments: readonly Pick<PlacedDeployment, 'timezone'>[]): string {
  const [timezone = 'UTC', ...others] = new Set(deployments.map((one) => one.timezone));
  return others.length > 0 ? 'UTC' : timezone;
}

/** `inference.yaml is paused by anna@build-1 since … until …: apply sends nothing.` */
export function pausedLine({ file, pause: { by, since, until }, timezone }: Paused): string {
  const [from, to] = [since, until].map((moment) => formatMoment(new Date(moment), timezone));
  const times = `since ${from} until ${to}`;
  return `${file} is paused by ${by} ${times}: apply sends nothing.`;
}

/**
 * Says that what was changed takes effect only with the next apply, or, while the file is paused, only after that.
 * @param does what the next apply does: `carries it out`
 */
export function sayNextApply({ io }: Deps, does: string, file: string, paused?: Omit<Paused, 'file'>): void {
  const command = (name: string) => commandLine(name, [], ['-f', file]);
  if (paused) io.say(`${pausedLine({ file, ...paused })} To end the pause before then: ${command('resume')}`);
  else io.say(`The next apply ${does}; to do it now: ${command('apply')}`);
}

/** What the next apply does when a hold or a pause has ended. */
export const FOLLOWS_SCHEDULE = 'follows the schedule again';
