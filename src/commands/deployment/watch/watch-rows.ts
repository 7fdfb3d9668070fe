import type { CallOptions } from '../../../api/call.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { pollDelayMs } from '../../../domain/polling.js';
import { isoSecond } from '../../../domain/utc.js';
import { safeJson } from '../../../output/json-renderer.js';
import { wrapProse } from '../../../output/prose.js';
import type { Printer, Style } from '../../../output/view.js';
import { visible } from '../../../output/visible.js';
import { displayWidth } from '../../../output/width.js';
import type { Silence } from '../../lib/asked-zones.js';
import { type Told, tolerating, untilRead } from '../../lib/repeat.js';

interface Subject {
  id?: string | undefined;
  name: string;
  zone: string;
}

/** What identifies a deployment: its ID, if the service tells it, because two may have one name. */
export const rowKey = ({ id, name, zone }: Subject) => `${zone} ${id ?? name}`;

/** `new in at-vie-2 (was old)` */
export const named = ({ name, zone }: Subject, before: Pick<Subject, 'name'> | undefined) =>
  `${name} in ${zone}${before === undefined || before.name === name ? '' : ` (was ${before.name})`}`;

/** The time limit of one reading, in ms. */
const LOOK_TIMEOUT_MS = 15_000;

/** What happened to a row since the last reading. */
type Change = 'seen' | 'changed' | 'gone';

/** What was read. */
interface Reading<T> {
  rows: readonly T[];
  /** The zones that did not answer, whose rows are those of the last reading. */
  silent?: readonly Silence[];
}

export interface Watched<T> {
  /**
   * Reads all rows.
   * @param before the rows of the last reading, for zones that do not answer this time
   * @param options for its requests
   * @param tell reports what else could not be read
   */
  look(before: readonly T[], options: CallOptions, tell: Told): Promise<Reading<T>>;
  /** What identifies a row, even if its values change. */
  key(row: T): string;
  /** A row and its change as a line of text. */
  line(row: T, change: Change, before: T | undefined): string;
  /** The whole drawing for a terminal; absent if the rows are written elsewhere, and those not read are left out. */
  draw?: ((rows: readonly T[]) => string) | undefined;
  /** The part of a row whose change prints a line of text. */
  compared(row: T): string;
  /** A fixed interval of the readings, in ms; default: soon after a change, then less often. */
  everyMs?: number;
}

/**
 * Shows rows until the command is interrupted. A terminal is redrawn in place; elsewhere a line is printed for each
 * change, with -O json an object. It reads as often as a wait does, and soon again after a change.
 * @throws ExoError if the service refuses a reading; unavailable after more than five failed readings in a row; the
 * signal's reason
 */
export async function watchRows<T>(deps: Deps, printer: Printer<T>, watched: Watched<T>): Promise<void> {
  const { look, everyMs, draw } = watched;
  const { show, ...tell } =
    printer.data || !draw || !deps.io.stdout.repaints ? lines(deps, printer, watched) : screen(deps, draw);
  deps.io.live();
  const { clock, random } = deps;
  const options = { timeoutMs: LOOK_TIMEOUT_MS, signal: deps.signal };
  await untilRead(deps, async (signal) => {
    let rows: readonly T[] = [];
    /** How old the rows of some zones are. */
    let notes: readonly string[] = [];
    /** How old the rows of the last reading that succeeded are. */
    let age: string | undefined;
    const noteSilent = silenceTeller(tell);
    const read = async () => {
      const began = isoSecond(new Date(clock.now()));
      const { silent = [], ...seen } = await look(rows, options, tell);
      notes = noteSilent(silent, age ?? 'its deployments are left out');
      rows = seen.rows;
      if (draw) age = `shown as it was last seen at ${began}`;
      return true;
    };
    await read();
    show(rows, notes);
    let changedAt = clock.now();
    const tolerated = tolerating(tell, () => age ?? 'asking again');
    for (let polls = 0; ; polls++) {
      await clock.sleep(everyMs ?? pollDelayMs(polls, clock.now() - changedAt, random()), signal);
      const isRead = await tolerated(read);
      if (show(rows, isRead || age === undefined ? notes : [...notes, age])) {
        changedAt = clock.now();
        polls = 0;
      }
    }
  });
}

/**
 * Reports when zones stop and begin again to answer.
 * @returns a function that takes the zones that do not answer now, and what is shown of those that did until now; it
 * returns what is shown of each
 */
function silenceTeller({ warn, say }: Told) {
  let notes = new Map<string, string>();
  return (silent: readonly Silence[], meanwhile: string): string[] => {
    const before = notes;
    notes = new Map(silent.map(({ zone }) => [zone, before.get(zone) ?? `zone ${zone}: ${meanwhile}`]));
    for (const zone of before.keys()) if (!notes.has(zone)) say(`Zone ${zone} answers again.`);
    for (const { zone, message } of silent)
      if (!before.has(zone)) warn(`zone ${zone}: ${message}; ${meanwhile}`);
    return [...notes.values()];
  };
}

/** Shows rows, and prints messages where the drawing does not overwrite them. */
interface Shown<T> extends Told {
  /**
   * Shows rows.
   * @param notes how old some of them are
   * @returns whether a row has changed
   */
  show(rows: readonly T[], notes: readonly string[]): boolean;
}

/** Prints a line or an object for each row at first, then for each change. */
function lines<T>({ io }: Deps, printer: Printer<T>, { key, line, compared: said }: Watched<T>): Shown<T> {
  const compared = printer.data ? printer.one : said;
  let before = new Map<string, T>();
  const print = (row: T, change: Change, previous?: T) => {
    if (printer.format === 'json') io.out(`${safeJson({ ...JSON.parse(printer.one(row)), change })}\n`);
    else if (printer.data) io.out(printer.one(row));
    else io.out(`${visible(line(row, change, previous))}\n`);
  };
  const show = (rows: readonly T[]) => {
    const now = new Map(rows.map((row) => [key(row), row]));
    const was = before;
    before = now;
    let changed = false;
    for (const [name, row] of now) {
      const previous = was.get(name);
      if (previous !== undefined && compared(previous) === compared(row)) continue;
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
  return { show, warn: io.warn, say: io.say };
}

/** Moves to the first line of the terminal and clears everything. */
const CLEAR_ALL = '\x1b[H\x1b[2J';

/**
 * Redraws the rows in place, and completely after the terminal has moved the old drawing. A drawing higher than the
 * terminal is cut at its end, so what is old about it stands above it: messages scroll away.
 */
function screen<T>({ io }: Deps, draw: NonNullable<Watched<T>['draw']>): Shown<T> {
  let latest: { rows: readonly T[]; notes: readonly string[] } | undefined;
  let [shownRows, shownNotes] = ['', ''];
  let above = 0;
  const show = (
    rows: readonly T[],
    notes: readonly string[],
    before = above > 0 ? `\x1b[${above}A\r\x1b[J` : '',
  ) => {
    latest = { rows, notes };
    const drawing = draw(rows);
    const head = notes.map((note) => `${wrapProse(visible(note), io.stdout.width)}\n`).join('');
    const changed = drawing !== shownRows;
    if (!changed && head === shownNotes) return false;
    const { lines, height } = fitting(head + drawing, io.stdout);
    io.out(`${before}${lines.join('\n')}\n`);
    above = height;
    [shownRows, shownNotes] = [drawing, head];
    return changed;
  };
  const anew = (before: string) => {
    if (!latest) return;
    shownRows = '';
    show(latest.rows, latest.notes, before);
  };
  // A terminal with a new width breaks lines in its own way, so everything is cleared and drawn again.
  io.onMoved((how) => anew(how === 'resized' ? CLEAR_ALL : ''));
  return {
    show: (rows, notes) => show(rows, notes),
    warn(sentence) {
      io.warn(sentence);
      anew('');
    },
    say(...lines) {
      io.say(...lines);
      anew('');
    },
  };
}

/** The lines of a drawing that fit above the prompt, and how many lines of the terminal they fill. */
function fitting(drawing: string, { width = 80, rows }: Style): { lines: string[]; height: number } {
  const heightOf = (line: string) =>
    Math.max(1, Math.ceil(displayWidth(line.replace(/\x1b\[[\d;]*m/g, '')) / width));
  const all = drawing.trimEnd().split('\n');
  const lines: string[] = [];
  let height = 0;
  for (const line of all) {
    if (rows !== undefined && height + heightOf(line) > rows - 2) break;
    lines.push(line);
    height += heightOf(line);
  }
  const left = all.length - lines.length;
  if (left === 0) return { lines, height };
  const foot = `… ${plural(left, 'more line')}`;
  return { lines: [...lines, foot], height: height + heightOf(foot) };
}
