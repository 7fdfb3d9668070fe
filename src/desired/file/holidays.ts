import { DAY_MS } from '../../domain/duration.js';
import { byText } from '../../domain/order.js';
import { type Days, daysOf, daysProblem } from '../schedule/schedule-days.js';
import { addDays } from '../schedule/schedule-time.js';
import type { InferenceFileDocument } from './file-schema.js';
import { type DaysRead, readCalendar } from './ics.js';
import { problemAt } from './problems.js';
import type { Path, Problem, Source } from './source.js';

/**
 * The holidays of a document, in order and without overlap, and the problems of its files of holidays.
 * @param included the holidays of the files that it includes
 */
export function holidaysOf(
  source: Source,
  { holidays = [] }: Pick<InferenceFileDocument, 'holidays'>,
  included: readonly Days[],
): { holidays: Days[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const found = holidays.flatMap(({ date, file }, index): Days[] => {
    if (date !== undefined) return [daysOf(date)];
    if (file === undefined) return [];
    const path: Path = ['holidays', index, 'file'];
    const beside = source.beside?.get(file) ?? { problem: `file ${JSON.stringify(file)} was not read` };
    if ('problem' in beside) {
      problems.push(problemAt(source, path, beside.problem));
      return [];
    }
    const read = readHolidays(beside.text);
    for (const { line, message } of read.problems)
      problems.push({ file: beside.name, line, column: 1, path: '', message });
    if (read.days.length === 0 && read.problems.length === 0)
      problems.push(problemAt(source, path, `${JSON.stringify(file)} has no whole day`));
    return read.days;
  });
  return { holidays: merged([...included, ...found]), problems };
}

function merged(days: readonly Days[]): Days[] {
  const whole: Days[] = [];
  for (const { first, last } of [...days].sort((a, b) => byText(a.first, b.first))) {
    const before = whole.at(-1);
    if (before && first <= addDays(before.last, 1)) {
      if (before.last < last) before.last = last;
    } else whole.push({ first, last });
  }
  return whole;
}

/** The days as numbers, counted from 1970-01-01. */
export function dayNumbers(days: readonly Days[]): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const { first, last } of days) {
    for (let day = Date.parse(first); day <= Date.parse(last); day += DAY_MS) numbers.add(day / DAY_MS);
  }
  return numbers;
}

/**
 * The days in a file of holidays: a calendar (iCalendar, `.ics`), or a date or range of dates per line, which a name
 * may follow, with comments after `#`.
 */
export function readHolidays(text: string): DaysRead {
  const plain = text.replace(/^\ufeff/, '');
  return /^\s*BEGIN:VCALENDAR/i.test(plain) ? readCalendar(plain) : readDates(plain);
}

function readDates(text: string): DaysRead {
  const read: DaysRead = { days: [], problems: [] };
  for (const [index, written] of text.split(/\r\n|\n|\r/).entries()) {
    const line = written
      .replace(/#.*/, '')
      .replace(/\s*\.\.\s*/, '..')
      .trim();
    const [date = '', ...name] = line.split(/\s+/);
    if (date === '') continue;
    const message = daysProblem(date) ?? nameProblem(name.join(' '));
    if (message === undefined) read.days.push(daysOf(date));
    else read.problems.push({ line: index + 1, message });
  }
  return read;
}

/** A second date would be taken for a part of the name, and that day would be no holiday. */
function nameProblem(name: string): string | undefined {
  const [date] = /\d{4}-\d{2}-\d{2}/.exec(name) ?? [];
  return date && `${date} comes after another date: write a line for each, or YYYY-MM-DD..YYYY-MM-DD`;
}
