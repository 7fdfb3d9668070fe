import { ApiError } from '../../api/api-error.js';
import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { type AuditEntry, mergeEvents, type Outcome, operationOf } from '../../domain/audit.js';
import { DAY_MS, tryDuration } from '../../domain/duration.js';
import type { Window } from '../../domain/money/gpu-time.js';
import { ExoError, orNothing } from '../../errors.js';
import type { Event } from '../../schemas/usage.js';
import { readText } from './parse-input.js';

/** Events have no pages, so a long period is asked for in pieces of this length in ms, `AT_ONCE` at a time. */
export const PIECE_MS = 31 * DAY_MS;
const AT_ONCE = 4;

/**
 * The events of a period in one zone, oldest first.
 * @throws ExoError credentials, naming the operation, if the role of the API key does not allow it
 */
export async function eventsOf(
  zone: ZoneClient,
  window: Window,
  options?: CallOptions,
): Promise<AuditEntry[]> {
  return mergeEvents(await eventAnswers(zone, window, options));
}

/** Warns once if this machine's clock is ahead of the service's: the GPUs of now are then counted for longer. */
export function warningIfAhead({ io }: Deps): CallOptions {
  let isTold = false;
  return {
    onClockAhead(words) {
      if (!isTold)
        io.warn(`${words}, and GPU-hours are counted until its time: set this machine's clock right`);
      isTold = true;
    },
  };
}

/**
 * The same, as the service answered.
 * @param options.atOnce how many pieces to ask for at once; fewer if several zones are asked
 */
export async function eventAnswers(
  zone: ZoneClient,
  { fromMs, toMs }: Window,
  { atOnce = AT_ONCE, ...options }: CallOptions & { atOnce?: number } = {},
): Promise<Event[][]> {
  const pieces: Window[] = [];
  for (let at = fromMs; at < toMs; at += PIECE_MS)
    pieces.push({ fromMs: at, toMs: Math.min(at + PIECE_MS, toMs) });
  const asking = fewAtOnce(pieces, atOnce, (one) =>
    zone.listEvents(new Date(one.fromMs), new Date(one.toMs), options),
  );
  return asking.catch(namingPermission('list-events'));
}

async function fewAtOnce<T, R>(
  items: readonly T[],
  most: number,
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += most)
    results.push(...(await Promise.all(items.slice(at, at + most).map(act))));
  return results;
}

/**
 * Adds the missing permission to the error of an operation that the role of the API key does not allow:
 * `promise.catch(namingPermission('list-events'))`.
 */
export const namingPermission =
  (operation: string) =>
  (error: unknown): never => {
    if (!(error instanceof ApiError) || error.status !== 403 || error.code !== 'forbidden') throw error;
    throw new ExoError('credentials', error.message, {
      code: error.code,
      zone: error.zone,
      request: error.request,
      hint: `the role of this key must allow the operation ${operation}; commands that do not need it still work\nsee which key it is with: exo-di config show`,
      details: { operation, status: error.status },
      cause: error,
    });
  };

/**
 * The most operations to read. Those of creations come first, because only they tell which deployment an event is about;
 * else those of the newest events, because the service does not keep operations for ever.
 */
const MOST_OPERATIONS = 40;

/** The most creations among them: without its creation, nothing is known of a deleted deployment. */
const MOST_CREATIONS = 200;

/** What is known of operations. Both maps are by the operation's ID. */
interface Operations {
  outcomes: Map<string, Outcome>;
  /** The ID of the deployment that an operation was about, in small letters. */
  about: Map<string, string>;
}

/**
 * Reads the operations that the events have started. An event's `request-id` seems to be the ID of its operation, but
 * that is not documented: if the newest one cannot be read, the others are not asked for. Operations that cannot be
 * read are left out.
 */
export async function operationsOf(zone: ZoneClient, entries: readonly AuditEntry[]): Promise<Operations> {
  const found: Operations = { outcomes: new Map(), about: new Map() };
  const started = entries.flatMap((entry) => {
    const id = entry.refused || !entry.action ? undefined : operationOf(entry);
    return id === undefined ? [] : [{ id, creates: entry.action === 'create' }];
  });
  const [newest, ...others] = started.reverse();
  if (newest === undefined || !(await look(zone, newest.id, found))) return found;
  const creations = others.filter(({ creates }) => creates).slice(0, MOST_CREATIONS);
  const left = Math.max(0, MOST_OPERATIONS - 1 - creations.length);
  const rest = others.filter(({ creates }) => !creates).slice(0, left);
  await fewAtOnce([...creations, ...rest], AT_ONCE, ({ id }) => look(zone, id, found));
  return found;
}

async function look(zone: ZoneClient, id: string, { outcomes, about }: Operations): Promise<boolean> {
  const operation = await zone.getOperation(id).catch(orNothing);
  if (!operation) return false;
  const { state, reason, reference } = operation;
  if (state === 'success') outcomes.set(id, 'done');
  else if (state === 'failure' && reason === 'interrupted') outcomes.set(id, 'interrupted');
  else if (state === 'failure' || state === 'timeout') outcomes.set(id, 'failed');
  if (reference?.id !== undefined) about.set(id, reference.id.toLowerCase());
  return true;
}

/** The longest period back, in ms: two years already take dozens of requests. */
export const MOST_BACK_MS = 2 * 366 * DAY_MS;
/** A date, which means its midnight in UTC, or a moment with an offset. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * Reads --since as ms since the UNIX epoch: `7d`, `2w`, `36h`, `2026-10-01`, `2026-10-01T08:00Z`. It must lie before
 * now, and at most `MOST_BACK_MS` back.
 */
export const sinceBefore = (nowMs: number) =>
  readText<number>((text) => {
    const fromMs = readSince(text, nowMs);
    if (fromMs === undefined)
      return {
        problem: `must be a time back from now such as 7d or 36h, or a date such as 2026-10-01, not ${JSON.stringify(text)}`,
      };
    if (fromMs >= nowMs) return { problem: 'must lie before now' };
    if (nowMs - fromMs > MOST_BACK_MS) return { problem: 'must lie within the last two years' };
    return { value: fromMs };
  });

function readSince(text: string, nowMs: number): number | undefined {
  const back = (ms: number) => (ms > 0 ? nowMs - ms : undefined);
  const [, count, unit] = /^(\d{1,4})([dw])$/.exec(text) ?? [];
  if (count !== undefined) return back(Number(count) * (unit === 'w' ? 7 : 1) * DAY_MS);
  if (MOMENT.test(text)) {
    const atMs = Date.parse(text);
    // `Date` reads the 30th of February as the second of March.
    const day = new Date(Date.parse(text.slice(0, 10)));
    const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
    return Number.isNaN(atMs) || !isDay ? undefined : atMs;
  }
  return back(tryDuration(text) ?? 0);
}
