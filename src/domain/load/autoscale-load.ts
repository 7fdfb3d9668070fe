import { plural } from '../counts.js';
import { HOUR_MS, MINUTE_MS } from '../duration.js';
import {
  type AutoscaleInput,
  type AutoscaleLimits,
  type Decision,
  lookBackMs,
  stayAt,
} from './autoscale-types.js';
import { onlyLogged } from './engine-load.js';
import { FRESH_MS } from './load-line.js';
import { type EngineLines, type LoadPoint, type Stretch, stillThere, stretches } from './load-stretches.js';

/**
 * A replica is taken only if the others then stay below this share of the targets; otherwise it would soon be added
 * again.
 */
const MARGIN = 0.75;

/**
 * The decision by load, for a deployment at rest and within its limits.
 * @param changedAt when it was last changed or a replica last started, in ms
 */
export function byLoad(input: AutoscaleInput, replicas: number, changedAt: number): Decision {
  const engines = stillThere(input.engines, changedAt, replicas);
  if (input.unusable !== undefined) return stayAt(replicas, 'unknown', input.unusable);
  if (engines.length === 0) return stayAt(replicas, 'unknown', 'its logs have no lines');
  const newest = newestOf(engines, () => true);
  const isAsked = newest > newestOf(engines, ({ asked }) => !asked);
  // Clocks differ: a line that was written cannot be from the future, so now is at least its time.
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
        ? `it got a request ${spoken(now - newest)} ago, which its engines have not reported`
        : `no log line of its engines for ${spoken(now - newest)}, and the last one does not show that they were idle`,
    );
  const load = { running: last.running, waiting: last.waiting, kv: last.kv / replicas };
  return { load, ...judge({ input: { ...input, engines }, replicas, now, changedAt, seen, last, load }) };
}

/** The time of the newest point that `which` accepts, in ms; 0 if there is none. */
const newestOf = (engines: readonly EngineLines[], which: (point: LoadPoint) => boolean): number =>
  engines.reduce((latest, { points }) => Math.max(latest, points.findLast(which)?.at ?? 0), 0);

/** The facts that decide: the input, and what the lines of the engines have shown. Times in ms. */
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
  if (replicas <= limits.min) return stayAt(replicas, 'at-min', `${goingOn}; ${limits.min} is the minimum`);
  const nodes = new Set(input.engines.map(({ node }) => node)).size;
  if (nodes < replicas) return stayAt(replicas, 'unknown', onlyLogged(nodes, replicas));
  const most = { kv: MARGIN * limits.targetKv, running: MARGIN * mostRunning(input) };
  // Before the first line of a replica, such as where its logs are cut off, its engines are not known. One replica
  // fewer is proven to be enough only while all engines are known.
  const engines = (replicas * input.engines.length) / nodes;
  const isQuiet = (stretch: Stretch) =>
    stretch.known >= engines && isLittleEnough(stretch, replicas - 1, most);
  if (last.silent === 0 && !isQuiet(last)) return stayAt(replicas, 'steady', goingOn);
  return whenQuiet(judged, goingOn, sinceWhen(seen, isQuiet), isQuiet);
}

/** Decides while the load is above a target: has it been for long enough to add a replica? */
function whenBusy(judged: Judged): Decision {
  const { input, replicas, now, seen, load } = judged;
  const { limits } = input;
  const { max, targetWaiting, upWindowMs } = limits;
  const since = sinceWhen(seen, (stretch) => isTooMuch(stretch, replicas, limits));
  const waits = load.waiting > targetWaiting;
  const what = waits ? `${plural(load.waiting, 'request')} waiting` : cacheText(load.kv);
  const beside = waits ? cacheText(load.kv) : waitingText(load.waiting);
  const back = isCutOff(judged, since) ? `, ${AS_FAR_BACK}` : '';
  const reason = `${what} for ${lasting(judged, since)} (${beside})${back}`;
  if (now - since < upWindowMs)
    return stayAt(replicas, 'soon-up', `${reason}; one replica more after ${spoken(upWindowMs)}`);
  if (replicas >= max) return stayAt(replicas, 'at-max', `${reason}; ${max} is the maximum`);
  return { kind: 'up', to: replicas + 1, reason };
}

/** Decides while the load may be low: have the lines proven for long enough that one replica fewer would do? */
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
    const fewer = `${plural(replicas - 1, 'replica')} would be enough`;
    const reason = `none waiting for ${lasting(judged, since)}, ${fewer} (${cacheText(peak / (replicas - 1))} at most)`;
    return { kind: 'down', to: replicas - 1, reason };
  }
  if (now - sinceWhen(seen, (stretch) => stretch.silent > 0 || isQuiet(stretch)) >= downWindowMs) {
    const reason = `${goingOn}; engines with work did not log for some of the last ${spoken(downWindowMs)}`;
    return stayAt(replicas, 'unknown', reason);
  }
  if (isCutOff(judged, since)) {
    const reason = `${goingOn}; so for ${spoken(now - since)}, ${AS_FAR_BACK}; one replica fewer after ${spoken(downWindowMs)}`;
    return stayAt(replicas, 'soon-down', reason);
  }
  const remaining = spoken(Math.ceil((since + downWindowMs - now) / 1000) * 1000);
  return stayAt(
    replicas,
    'soon-down',
    `${goingOn}; one replica fewer in ${remaining}, if the load stays so low`,
  );
}

/** `70 s`; `over 20 min` if the state already held where the lines that were read begin. */
function lasting({ now, changedAt, seen }: Judged, since: number): string {
  const from = seen[0]?.from ?? now;
  return `${since <= from && from > changedAt ? 'over ' : ''}${spoken(now - since)}`;
}

const AS_FAR_BACK = 'as far as its logs reach back';

/**
 * Did a state begin where the logs do, after the last change? Busy engines may write so many lines that the logs never
 * reach back for a whole window.
 */
const isCutOff = ({ input, changedAt }: Judged, since: number): boolean =>
  input.engines.some(
    ({ since: begins }) => begins > changedAt && begins <= since && since <= begins + FRESH_MS,
  );

/** Since when, in ms, a condition has held in every stretch up to the last. */
function sinceWhen(seen: readonly Stretch[], isSo: (stretch: Stretch) => boolean): number {
  return seen.findLast((stretch) => !isSo(stretch))?.to ?? seen[0]?.from ?? 0;
}

/** Is the load above a target? Engines with unknown load could only add to it. */
function isTooMuch(
  { waiting, kv }: Stretch,
  replicas: number,
  { targetWaiting, targetKv }: AutoscaleLimits,
): boolean {
  return waiting > targetWaiting || kv / replicas > targetKv;
}

/**
 * Would fewer replicas carry the load, with no more than `most` on each? While an engine is silent, its load is not
 * known, so it is false.
 */
function isLittleEnough(
  { kv, waiting, running, silent }: Stretch,
  fewer: number,
  most: { kv: number; running: number },
): boolean {
  if (silent > 0 || waiting > 0) return false;
  return kv / fewer <= most.kv && running / fewer <= most.running;
}

/**
 * How many requests a replica runs at once before others wait: as it is set, or fewer if its engines had requests
 * waiting while they ran fewer.
 */
function mostRunning({ engines, maxRunning = Number.POSITIVE_INFINITY }: AutoscaleInput): number {
  const full = engines.flatMap(({ points }) => points.filter(({ waiting }) => waiting > 0));
  if (full.length === 0) return maxRunning;
  const perNode = engines.length / new Set(engines.map(({ node }) => node)).size;
  return Math.min(maxRunning, perNode * full.reduce((most, { running }) => Math.max(most, running), 0));
}

/** `none waiting`, `4 waiting`. */
const waitingText = (waiting: number) => (waiting === 0 ? 'none waiting' : `${waiting} waiting`);
/** `KV cache 91 %`. @param kv in percent; NaN if it is not known */
const cacheText = (kv: number) => `KV cache ${Number.isNaN(kv) ? 'unknown' : `${Math.round(kv)} %`}`;

/** A time in one number: `70 s`, `12 min`, `3 h`. */
function spoken(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.floor(ms / 1000)} s`;
  if (ms < 2 * HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  return `${Math.floor(ms / HOUR_MS)} h`;
}
