import { Cron } from 'croner';

/*
 * Cron expressions, evaluated by croner. When the clock changes, fixed times (no `*` and no step in minute and hour)
 * follow the habit of cron on Linux: one that is skipped fires when the clock has jumped, one that comes twice fires
 * the first time only. So a scale to zero at 02:30 is neither lost in spring nor repeated in autumn. Expressions with
 * `*` or a step run by the clock on the wall: what is skipped is skipped, what comes twice comes twice.
 */

/** The last moment at or before another at which a cron fired, and the first after it; absent where there is none. */
export interface Fires {
  last?: Date | undefined;
  next?: Date | undefined;
}

interface Cached {
  cron: Cron;
  /** What was found last: it holds from `last` until just before `next`. */
  found?: Fires;
}

/** More expressions than any file has; the cache only must not grow for ever in a long-lived program. */
const CACHE_SIZE = 4096;
const cache = new Map<string, Cached>();

function cachedOf(expression: string, timezone: string): Cached {
  const key = `${timezone}\n${expression}`;
  let cached = cache.get(key);
  if (cached === undefined) {
    cached = { cron: new Cron(expression, { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard' }) };
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(key, cached);
  }
  return cached;
}

/** Any moment does to ask whether an expression ever fires; a fixed one makes the answer the same on every day. */
const SOME_MOMENT = new Date('2024-01-01T00:00:00Z');

/** What is wrong with a cron expression; `undefined` when it has five sound fields and fires at least once. */
export function cronProblem(expression: string): string | undefined {
  const shown = JSON.stringify(expression);
  const fields = expression.trim().split(/\s+/);
  if (expression.trim().startsWith('@')) return `${shown}: nicknames are not read, write the five fields`;
  if (fields.length === 6 || fields.length === 7) {
    return `${shown} has ${fields.length} fields: five are needed, seconds and years are not read`;
  }
  if (fields.length !== 5) {
    return `${shown} is no cron expression: five fields are needed (minute, hour, day of month, month, day of week)`;
  }
  try {
    return cachedOf(expression, 'UTC').cron.nextRun(SOME_MOMENT) === null
      ? `${shown} never fires`
      : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : 'not understood';
    return `${shown} is no cron expression: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
  }
}

/**
 * When a cron fired last, `at` itself included, and when it fires next. Going forward in time is cheap: within the
 * span found before nothing is computed, and at its end only the next.
 * @throws TypeError or RangeError for an unsound expression or an unknown time zone
 */
export function firesAround(expression: string, timezone: string, at: Date): Fires {
  const cached = cachedOf(expression, timezone);
  const second = new Date(Math.floor(at.getTime() / 1000) * 1000);
  const { found } = cached;
  if (found?.last !== undefined && found.last <= second) {
    if (found.next === undefined || second < found.next) return found;
    if (found.next.getTime() === second.getTime()) {
      cached.found = { last: second, next: cached.cron.nextRun(second) ?? undefined };
      return cached.found;
    }
  }
  cached.found = {
    // croner looks strictly before a moment, in whole seconds: one second on, and `at` itself counts.
    last: cached.cron.previousRuns(1, new Date(second.getTime() + 1000))[0],
    next: cached.cron.nextRun(second) ?? undefined,
  };
  return cached.found;
}
