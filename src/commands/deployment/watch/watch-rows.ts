import type { Deps } from '../../../deps.js';
import { pollDelayMs } from '../../../domain/polling.js';
import { ExoError } from '../../../errors.js';
import { safeJson } from '../../../output/json.js';
import type { Printer } from '../../../output/view.js';
import { displayWidth } from '../../../output/width.js';
import { untilRead } from '../../lib/repeat.js';

/** So many failed looks in a row are survived, as those of a wait are. */
const TOLERATED_LOOKS = 5;
/** For one look, in ms. */
const LOOK_TIMEOUT_MS = 15_000;

/** What became of a row since the look before. */
type Change = 'seen' | 'changed' | 'gone';

export interface Watched<T> {
  /** All rows as they are now. Given those of the look before, for the places that do not answer this time. */
  look(before: readonly T[], timeoutMs: number): Promise<readonly T[]>;
  /** Tells one row from the others, whatever changes in it. */
  key(row: T): string;
  /** The row and what became of it, on one line, for people. */
  line(row: T, change: Change, before: T | undefined): string;
  /** The whole drawing for a terminal. */
  draw(rows: readonly T[]): string;
  /** What of a row has to change for a line; all of it, without. */
  compared?(row: T): unknown;
  /** Between two looks, in ms, where they need not be soon after a change. */
  everyMs?: number;
}

/**
 * Shows rows until the command is interrupted: redrawn in place on a terminal, elsewhere a line for each change, under
 * -O json an object. Looks as often as a wait does, soon again after a change.
 * @throws ExoError what the service refuses a look with; unavailable after more than five failed looks in a row; the
 * signal's reason
 */
export async function watchRows<T>(deps: Deps, printer: Printer<T>, watched: Watched<T>): Promise<void> {
  const show =
    printer.data || !deps.io.stdout.repaints ? lines(deps, printer, watched) : screen(deps, watched);
  deps.io.live();
  const { clock, random } = deps;
  const { look, everyMs } = watched;
  await untilRead(deps, async (signal) => {
    let rows = await look([], LOOK_TIMEOUT_MS);
    show(rows);
    let changedAt = clock.now();
    for (let polls = 0, failures = 0; ; polls++) {
      await clock.sleep(everyMs ?? pollDelayMs(polls, clock.now() - changedAt, random()), signal);
      try {
        rows = await look(rows, LOOK_TIMEOUT_MS);
        failures = 0;
      } catch (error) {
        const passing =
          error instanceof ExoError && (error.kind === 'unavailable' || error.kind === 'unexpected');
        if (!passing || ++failures > TOLERATED_LOOKS) throw error;
        continue;
      }
      if (show(rows)) {
        changedAt = clock.now();
        polls = 0;
      }
    }
  });
}

/** Shows rows, and says whether anything has changed. */
type Show<T> = (rows: readonly T[]) => boolean;

/** A line, or an object, for each row at first, and then for each that has changed. */
function lines<T>(
  { io }: Deps,
  printer: Printer<T>,
  { key, line, compared = (row) => row }: Watched<T>,
): Show<T> {
  let before = new Map<string, T>();
  const print = (row: T, change: Change, previous?: T) => {
    if (printer.format === 'json') io.out(`${safeJson({ ...JSON.parse(printer.one(row)), change })}\n`);
    else if (printer.data) io.out(printer.one(row));
    else io.out(`${line(row, change, previous)}\n`);
  };
  return (rows) => {
    const now = new Map(rows.map((row) => [key(row), row]));
    const was = before;
    before = now;
    let changed = false;
    for (const [name, row] of now) {
      const previous = was.get(name);
      if (previous !== undefined && JSON.stringify(compared(previous)) === JSON.stringify(compared(row)))
        continue;
      print(row, previous === undefined ? 'seen' : 'changed', previous);
      changed = true;
    }
    for (const [name, row] of was) {
      if (now.has(name)) continue;
      if (!printer.data || printer.format === 'json') print(row, 'gone', row);
      changed = true;
    }
    return changed;
  };
}

/** The drawing, put over the one before. What is higher than the terminal is cut at its end. */
function screen<T>({ io }: Deps, { draw }: Watched<T>): Show<T> {
  const { width = 80, rows: height } = io.stdout;
  const heightOf = (line: string) =>
    Math.max(1, Math.ceil(displayWidth(line.replace(/\x1b\[[\d;]*m/g, '')) / width));
  let shown = '';
  let above = 0;
  return (rows) => {
    const drawing = draw(rows);
    if (drawing === shown) return false;
    const all = drawing.trimEnd().split('\n');
    const kept: string[] = [];
    let used = 0;
    for (const line of all) {
      if (height !== undefined && used + heightOf(line) > height - 2) break;
      kept.push(line);
      used += heightOf(line);
    }
    const left = all.length - kept.length;
    const foot = left > 0 ? [`… ${left} more lines: the terminal is too low for them`] : [];
    io.out(`${above > 0 ? `\x1b[${above}A\r\x1b[J` : ''}${[...kept, ...foot].join('\n')}\n`);
    above = used + foot.length;
    shown = drawing;
    return true;
  };
}
