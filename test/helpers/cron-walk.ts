/*
 * A second implementation of cron, to compare the product with: it checks every minute as Debian's cron does when it
 * wakes (cron.c of cron 3.0pl1). It shares no code with the product, so it reads fields and looks up offsets itself. It
 * reads only valid expressions in the syntax of crontab(5).
 */

const LIMITS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const NAMES = 'SUN MON TUE WED THU FRI SAT JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

interface Crontab {
  /** Which values each of the five fields has. */
  has: boolean[][];
  star: boolean[];
}

function read(expression: string): Crontab {
  const fields = expression.split(' ');
  const number = (text: string) => {
    const name = NAMES.indexOf(text);
    return name < 0 ? Number(text) : name < 7 ? name : name - 6;
  };
  const has = fields.map((field, index) => {
    const [low, high] = LIMITS[index] ?? [0, 0];
    const values: boolean[] = [];
    for (const item of field.split(',')) {
      const [range = '', step = '1'] = item.split('/');
      const [first, last] = range === '*' ? [low, high] : range.split('-').map(number);
      for (let value = first ?? 0; value <= (last ?? first ?? 0); value += Number(step)) values[value] = true;
    }
    return values;
  });
  const weekdays = has[4] ?? [];
  if (weekdays[0] || weekdays[7]) weekdays[0] = true;
  return { has, star: fields.map((field) => field.startsWith('*')) };
}

/** Makes the function that says whether a minute of the wall clock matches. Times and days are computed only once. */
function fitting({ has, star }: Crontab): (wallMinute: number) => boolean {
  const isTime = Uint8Array.from({ length: 1440 }, (_, time) =>
    Number(has[0]?.[time % 60] === true && has[1]?.[Math.floor(time / 60)] === true),
  );
  const days = new Map<number, boolean>();
  const fitsDay = (day: number) => {
    const at = new Date(day * 86_400_000);
    const isDate = has[2]?.[at.getUTCDate()] === true;
    const isWeekday = has[4]?.[at.getUTCDay()] === true;
    const fits = star[2] || star[4] ? isDate && isWeekday : isDate || isWeekday;
    return fits && has[3]?.[at.getUTCMonth() + 1] === true;
  };
  return (wallMinute) => {
    const day = Math.floor(wallMinute / 1440);
    if (!isTime[wallMinute - day * 1440]) return false;
    let fits = days.get(day);
    if (fits === undefined) {
      fits = fitsDay(day);
      days.set(day, fits);
    }
    return fits;
  };
}

/** The wall clock of a time zone, in minutes since 1970, for each minute from `from` up to `to`. */
export function wallClock(timezone: string, from: number, to: number): Int32Array {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const wallAt = (minute: number) => {
    const [, d, m, y, h, min] =
      /(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(parts.format(minute * 60_000))?.map(Number) ?? [];
    return Date.UTC(y ?? 0, (m ?? 1) - 1, d, h, min) / 60_000;
  };
  const walls = new Int32Array(to - from);
  for (let start = from; start < to; start += 1440) {
    const end = Math.min(start + 1440, to);
    // Asking for every minute is slow, and only needed for days on which the clock changes.
    const steady = wallAt(end) - wallAt(start) === end - start;
    const offset = wallAt(start) - start;
    for (let minute = start; minute < end; minute++)
      walls[minute - from] = steady ? minute + offset : wallAt(minute);
  }
  return walls;
}

/** For each minute of `walls`, the wall clock, 1 if cron starts the job in it. */
export function walkCron(expression: string, walls: Int32Array): Uint8Array {
  const crontab = read(expression);
  const fits = fitting(crontab);
  const wild = crontab.star[0] || crontab.star[1];
  const fires = new Uint8Array(walls.length);
  let virtual = (walls[0] ?? 0) - 1;
  for (let index = 0; index < walls.length; index++) {
    const running = walls[index] ?? 0;
    const difference = running - virtual;
    const start = (wall: number) => {
      if (fits(wall)) fires[index] = 1;
    };
    if (difference === 1 || difference > 180 || difference <= -180) {
      virtual = running;
      start(virtual);
    } else if (difference > 5) {
      if (wild) start(running);
      while (virtual < running) {
        virtual++;
        if (!wild) start(virtual);
      }
    } else if (difference > 0) {
      while (virtual < running) {
        virtual++;
        start(virtual);
      }
    } else if (wild) start(running);
  }
  return fires;
}
