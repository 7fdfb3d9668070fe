/*
 * One field of a cron expression: values, ranges, lists and steps. A message quotes the value as it was written, and
 * says what to write instead.
 */

/** A kind of field. `names[i]` stands for `low + i`. */
export interface Field {
  name: string;
  /** The least and the greatest value. */
  low: number;
  high: number;
  names: readonly string[];
  /** The values that exist, as the end of a sentence about one that does not. */
  values: string;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const field = (name: string, low: number, high: number, values: string, names: string[] = []): Field => ({
  name,
  low,
  high,
  names,
  values,
});

export const MINUTE = field('minute', 0, 59, 'minutes are 0-59, the full hour is 0');
export const HOUR = field('hour', 0, 23, 'hours are 0-23, midnight is 0');
export const DATE = field('day of month', 1, 31, 'days are 1-31, L is the last');
export const MONTH = field('month', 1, 12, 'months are 1-12 or JAN-DEC', MONTHS);
/** 0 and 7 are Sunday; a range can end with it (`FRI-SUN`), so 7 is a value of its own here. */
export const WEEKDAY = field('day of week', 0, 7, 'days are 0-7 or SUN-SAT, 0 and 7 are Sunday', WEEKDAYS);

/** The problem of a field, to be reported together with others. */
export class FieldProblem extends Error {
  override readonly name = 'FieldProblem';
}

/** Makes a function that reads several fields: the problem of one is added to `problems`, and the next is read. */
export function readerWith(problems: string[]) {
  return <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
}

function refuse(field: Field, written: string, problem: string): never {
  throw new FieldProblem(`${field.name} ${written}${problem}`);
}

/** Is a field unrestricted, in cron's sense? It is if it begins with a star, whatever follows (a step, a list). */
export function isStar(written: string): boolean {
  return /^[*?]/.test(written);
}

/** The values of a field, without order. @throws FieldProblem */
export function readField(field: Field, written: string): number[] {
  return [...new Set(readItems(written, field).flatMap((item) => readItem(field, item)))];
}

/** The items between the commas. @throws FieldProblem for an empty one */
export function readItems(written: string, field: Field): string[] {
  const items = written.split(',');
  const given = items.filter((item) => item !== '');
  if (given.length === items.length) return items;
  return refuse(field, written, `: there is nothing between two commas: write ${given.join(',') || '*'}`);
}

function readItem(field: Field, item: string): number[] {
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0 || range === '') notUnderstood(field, item);
  const [first = '', last, ...rest] = range.split('-');
  if (rest.length > 0 || (isStar(range) && range.length > 1)) notUnderstood(field, item);
  const every = step === undefined ? 1 : readStep(field, item, step);
  if (isStar(range)) return stepped(field.low, field.high, every);
  if (last === undefined) {
    const value = readValue(field, first, item);
    if (step === undefined) return [value];
    return refuse(field, item, `: a step needs a range: write ${first}-${field.high}/${step}`);
  }
  if (first === '' || last === '') notUnderstood(field, item);
  const from = readValue(field, first, item);
  const end = readValue(field, last, item);
  // `SUN` can end a range as well as begin one.
  const to = field === WEEKDAY && end === 0 && from > 0 && !/\d/.test(last) ? 7 : end;
  if (from <= to) return stepped(from, to, every);
  const meant = roundTheEnd(field, { first, last, from, to, every });
  return refuse(field, item, ` runs backwards: write ${meant}`);
}

/** The list that means the same as a range over the end of the hour, day, week or year. */
function roundTheEnd(
  field: Field,
  { first, last, from, to, every }: { first: string; last: string; from: number; to: number; every: number },
): string {
  const named = /[a-z]/i.test(first) && field.names.length > 0;
  const shown = (value: number) => (named ? field.names[(value - field.low) % field.names.length] : value);
  // 7 and 0 are the same day, so the week goes on with 1.
  const low = field === WEEKDAY ? 1 : field.low;
  const beyond = field.high + 1 - low;
  if (every > 1) {
    const values = stepped(from, to + beyond, every).map((value) =>
      value > field.high ? value - beyond : value,
    );
    return values.map(shown).join(',');
  }
  const span = (a: string | number | undefined, b: string | number | undefined) =>
    a === b ? `${a}` : `${a}-${b}`;
  const before = span(first.toUpperCase(), String(shown(field.high)));
  return to < low ? before : `${before},${span(String(shown(low)), last.toUpperCase())}`;
}

function readStep(field: Field, item: string, step: string): number {
  const most = field.high - field.low + 1;
  if (/^\d{1,3}$/.test(step) && Number(step) >= 1 && Number(step) <= most) return Number(step);
  return refuse(field, item, `: the step is a whole number from 1 to ${most}`);
}

/** `JAN` for `January`; undefined if the word begins with no name of the field. */
function shortName({ names }: Field, word: string): string | undefined {
  return names.find((known) => word.toUpperCase().startsWith(known));
}

/** The value of a number or a name. @param item the whole item, for the message */
export function readValue(field: Field, written: string, item: string): number {
  const name = written.toUpperCase();
  const index = field.names.indexOf(name);
  if (index >= 0) return field.low + index;
  if (/^\d+$/.test(written)) {
    const value = Number(written);
    if (value >= field.low && value <= field.high) return value;
    return refuse(field, written, ` does not exist: ${field.values}`);
  }
  const meant = shortName(field, name);
  if (meant !== undefined && /^[A-Z]+$/.test(name)) {
    // In a range such as MONDAY-FRIDAY both names are shortened, so that the suggestion is right.
    const right = item.replace(/[A-Za-z]{4,}/g, (word) => shortName(field, word) ?? word);
    return refuse(field, item, `: names have three letters: write ${right}`);
  }
  return notUnderstood(field, item);
}

function notUnderstood(field: Field, item: string): never {
  const example =
    field.names.length > 0 ? `${field.names[1]}-${field.names[3]}` : `${field.low + 1}-${field.low + 3}`;
  return refuse(
    field,
    JSON.stringify(item),
    ` is not understood: write a value, a range (${example}), a list (1,3) or a step (*/2); ${field.values}`,
  );
}

function stepped(from: number, to: number, every: number): number[] {
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
}
