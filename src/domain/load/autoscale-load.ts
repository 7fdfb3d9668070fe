import { plural } from '../counts.js';
import { HOUR_MS, MINUTE_MS } from '../duration.js';
import {
  type AutoscaleInput,
  type AutoscaleLimits,
  type Decision,
  lookBackMs,
  stayAt,
} from './autoscale-types.js';
import { type EngineLines, type LoadPoint, type Stretch, stillThere, stretches } from './load-stretches.js';

/** Once a replica is gone, the others may be filled up to this share of what adds one: else it would come right back. */
const MARGIN = 0.75;

/** What the load decides of a deployment at rest within its limits. @param changedAt when it was last changed, or a replica came up */
export function byLoad(input: AutoscaleInput, replicas: number, changedAt: number): Decision {
  const engines = stillThere(input.engines, changedAt, replicas);
  if (input.unusable !== undefined) return stayAt(replicas, 'unknown', input.unusable);
  if (engines.length === 0) return stayAt(replicas, 'unknown', 'its logs have no lines');
  const newest = newestOf(engines, () => true);
  const isAsked = newest > newestOf(engines, ({ asked }) => !asked);
  // Clocks differ: what has been written has been.
  const now = Math.max(input.now, newest);
  if (changedAt >= now) return stayAt(replicas, 'changing', 'it has just been changed');
  const from = Math.max(changedAt, now - lookBackMs(input.limits));
  const seen = stretches(engines, { changedAt, from, to: now });
  const last = seen.at(-1);
  if (last === undefined || last.known === 0)
    return stayAt(
      replicas,
      'unknown',
      isAsked
        ? `it was asked ${spoken(now - newest)} ago, and its engines have not told of it`
        : `no line of its engines for ${spoken(now - newest)}, and they were at work`,
    );
  const load = { running: last.running, waiting: last.waiting, kv: last.kv / replicas };
  return { load, ...judge({ input: { ...input, engines }, replicas, now, changedAt, seen, last, load }) };
}

/** The time of the newest of some points, in ms; 0 without one. */
const newestOf = (engines: readonly EngineLines[], which: (point: LoadPoint) => boolean): number =>
  engines.reduce((latest, { points }) => Math.max(latest, points.findLast(which)?.at ?? 0), 0);

/** What a decision is judged by: what is asked, and what the lines of the engines have shown. Times in ms. */
interface Judged {
  input: AutoscaleInput;
  replicas: number;
  now: number;
  changedAt: number;
  seen: readonly Stretch[];
  last: Stretch;
  load: Omit<LoadPoint, 'at'>;
}

function judge(judged: Judged): Decision {
  const { input, replicas, seen, last, load } = judged;
  const { limits } = input;
  if (isTooMuch(last, replicas, limits)) return whenBusy(judged);
  const goingOn = `${plural(load.running, 'request')} running, ${waitingText(load.waiting)}, ${cacheText(load.kv)}`;
  if (replicas <= limits.min) return stayAt(replicas, 'at-min', `${goingOn}; ${limits.min} is the least`);
  const nodes = new Set(input.engines.map(({ node }) => node)).size;
  if (nodes < replicas)
    return stayAt(
      replicas,
      'unknown',
      `its logs have lines of only ${nodes} of ${plural(replicas, 'replica')}`,
    );
  const most = { kv: MARGIN * limits.targetKv, running: MARGIN * mostRunning(input) };
  // Before the first line of a replica, as where logs are cut off, nothing is known of it.
  const engines = (replicas * input.engines.length) / nodes;
  const isQuiet = (stretch: Stretch) =>
    stretch.known >= engines && isLittleEnough(stretch, replicas - 1, most);
  if (last.silent === 0 && !isQuiet(last)) return stayAt(replicas, 'steady', goingOn);
  return whenQuiet(judged, goingOn, sinceWhen(seen, isQuiet), isQuiet);
}

/** The load is above a target now: has it been for long enough? */
function whenBusy(judged: Judged): Decision {
  const { input, replicas, now, seen, load } = judged;
  const { limits } = input;
  const { max, targetWaiting, upWindowMs } = limits;
  const since = sinceWhen(seen, (stretch) => isTooMuch(stretch, replicas, limits));
  const waits = load.waiting > targetWaiting;
  const what = waits ? `${plural(load.waiting, 'request')} waiting` : cacheText(load.kv);
  const beside = waits ? cacheText(load.kv) : waitingText(load.waiting);
  const reason = `${what} for ${lasting(judged, since)} (${beside})`;
  if (now - since < upWindowMs)
    return stayAt(replicas, 'soon-up', `${reason}; one more after ${spoken(upWindowMs)}`);
  if (replicas >= max) return stayAt(replicas, 'at-max', `${reason}; ${max} is the most`);
  return { kind: 'up', to: replicas + 1, reason };
}

/** One replica fewer would carry the load now: is that proven for long enough? */
function whenQuiet(
  judged: Judged,
  goingOn: string,
  since: number,
  isQuiet: (stretch: Stretch) => boolean,
): Decision {
  const { input, replicas, now, seen } = judged;
  const { downWindowMs } = input.limits;
  if (now - since >= downWindowMs) {
    const peak = Math.max(...seen.filter(({ to }) => to > now - downWindowMs).map(({ kv }) => kv));
    const fewer = `${plural(replicas - 1, 'replica')} would do`;
    const reason = `none waiting for ${lasting(judged, since)}, ${fewer} (${cacheText(peak / (replicas - 1))} at most)`;
    return { kind: 'down', to: replicas - 1, reason };
  }
  if (now - sinceWhen(seen, (stretch) => stretch.silent > 0 || isQuiet(stretch)) >= downWindowMs) {
    const reason = `${goingOn}; lines of engines at work are missing in the last ${spoken(downWindowMs)}`;
    return stayAt(replicas, 'unknown', reason);
  }
  const left = spoken(Math.ceil((since + downWindowMs - now) / 1000) * 1000);
  return stayAt(replicas, 'soon-down', `${goingOn}; one fewer in ${left}, if it stays so`);
}

/** `70 s`; `over 20 min` where no further back was looked. */
function lasting({ now, changedAt, seen }: Judged, since: number): string {
  const from = seen[0]?.from ?? now;
  return `${since <= from && from > changedAt ? 'over ' : ''}${spoken(now - since)}`;
}

/** Since when something has held in every stretch up to the last, in ms. */
function sinceWhen(seen: readonly Stretch[], isSo: (stretch: Stretch) => boolean): number {
  return seen.findLast((stretch) => !isSo(stretch))?.to ?? seen[0]?.from ?? 0;
}

/** Is the load above a target? Engines of which nothing is known could only add to it. */
function isTooMuch(
  { waiting, kv }: Stretch,
  replicas: number,
  { targetWaiting, targetKv }: AutoscaleLimits,
): boolean {
  return waiting > targetWaiting || kv / replicas > targetKv;
}

/** Would fewer replicas carry the load, each with so much at most? It is not said where an engine is silent. */
function isLittleEnough(
  { kv, waiting, running, silent }: Stretch,
  fewer: number,
  most: { kv: number; running: number },
): boolean {
  if (silent > 0 || waiting > 0) return false;
  return kv / fewer <= most.kv && running / fewer <= most.running;
}

/** How many requests a replica runs at once before others wait: as it is set, or as its engines have shown. */
function mostRunning({ engines, maxRunning = Number.POSITIVE_INFINITY }: AutoscaleInput): number {
  const full = engines.flatMap(({ points }) => points.filter(({ waiting }) => waiting > 0));
  if (full.length === 0) return maxRunning;
  const perNode = engines.length / new Set(engines.map(({ node }) => node)).size;
  return Math.min(maxRunning, perNode * full.reduce((most, { running }) => Math.max(most, running), 0));
}

/** `none waiting`, `4 waiting`. */
const waitingText = (waiting: number) => (waiting === 0 ? 'none waiting' : `${waiting} waiting`);
/** `KV cache 91 %`. @param kv in percent; NaN where it is not told */
const cacheText = (kv: number) => `KV cache ${Number.isNaN(kv) ? 'not told' : `${Math.round(kv)} %`}`;

/** A time in one number: `70 s`, `12 min`, `3 h`. */
function spoken(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.floor(ms / 1000)} s`;
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  return `${Math.floor(ms / HOUR_MS)} h`;
}
