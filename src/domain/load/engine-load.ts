import { plural } from '../counts.js';
import { FRESH_MS, folded, isQuiet, type LoadFigures, mean, sum } from './load-line.js';

/*
 * How busy the replicas of a deployment are, or were at a moment, by their logs alone. An engine writes a line every
 * ten seconds while it works, one with only zeros when it is done, and nothing while it is idle. So silence means idle
 * if the last line had only zeros, or if there was none as far back as the logs reach. Everything else is unknown: a
 * server that hangs is silent, too, with requests running in its last line, and so is an engine that has crashed.
 *
 * This load is shown to people, and idle deployments are scaled to zero by it, so one replica of unknown load makes
 * that of the whole deployment unknown. `load-stretches.ts` gets something else from the same lines: the least load
 * over some time.
 */

/** The load that an engine of a replica reported at one moment. */
export interface LoadSample extends LoadFigures {
  /** The time of the log line, in ms since the UNIX epoch. */
  at: number;
  /** The name of the engine, if a replica has several (data parallel); empty if it has one. */
  engine: string;
}

/** What the logs say about one replica. */
export interface ReplicaLoad {
  replica: string;
  /** Oldest first. */
  samples: readonly LoadSample[];
  /** The names of its engines. */
  engines: ReadonlySet<string>;
  /** When it last had work, by its logs: a request, tokens, something running or waiting. In ms. */
  lastActiveAt?: number | undefined;
  /** When its server last logged a request, in ms. If no sample follows, its engine has not reported that request. */
  askedAt?: number | undefined;
  /** When its engine last started, in ms. */
  startedAt?: number | undefined;
  /** When it last logged an error, or a line of load that cannot be read, in ms. */
  troubledAt?: number | undefined;
  /**
   * An error, or a start, after which no line shows an engine that runs. It may have ended, so that its silence proves
   * nothing. Its time in ms.
   */
  doubt?: { at: number; kind: 'trouble' | 'start' } | undefined;
  /** The time of its first log line, in ms: nothing is known before it. */
  reachesBackTo: number;
  /** Its engine has logged that it will write no lines of load. */
  isMute: boolean;
  /** Its engine has logged its end, or the replica counts as replaced, see `isReplaced`. */
  hasEnded: boolean;
  /**
   * Moments, oldest first, from which on earlier samples do not count: a start of the engine, or an unreadable line of
   * load.
   */
  breaks: readonly { at: number; kind: 'start' | 'unreadable' }[];
}

/** The load of a deployment, by its logs. */
export interface EngineLoad {
  /** The replicas that run, sorted by name. */
  replicas: readonly ReplicaLoad[];
  /** The replicas that have ended, but still have log lines. */
  ended: readonly ReplicaLoad[];
  /** How many replicas there should be; undefined if the service does not say. */
  expected: number | undefined;
  /** The time of a line cannot be read or is in the future, so nothing is proven. */
  isUndated: boolean;
  /** Why its engine writes no lines of load, so that silence proves nothing; undefined if it writes them. */
  mute: string | undefined;
}

/** Why the load is not known if `isUndated`, or if only some of the replicas have logs. */
export const UNDATED = 'its logs have lines whose time cannot be read, or is in the future';
export const onlyLogged = (logged: number, replicas: number) =>
  `only ${logged} of its ${plural(replicas, 'replica')} ${logged === 1 ? 'has' : 'have'} log lines`;

/** The load at a moment; `unknown` if the logs do not prove it. */
export type Figures = LoadFigures | 'unknown';

const IDLE: LoadFigures = {
  running: 0,
  waiting: 0,
  kvCachePercent: 0,
  promptTokensPerSecond: 0,
  generationTokensPerSecond: 0,
};

/**
 * The load of a replica at a moment, in ms: the last line of each engine if it is at most 25 s old, added up over the
 * engines (of the KV cache the mean). An engine that has been silent for longer is idle if its last line had only
 * zeros. A replica without lines of load is idle if its logs reach back more than 25 s. The load is unknown if the logs
 * do not reach back to the moment, if an engine fell silent at work, if the last line of load cannot be read, if a
 * request of the last 25 s is not reported yet, or if nothing shows that the engine runs.
 */
export function replicaLoadAt(load: EngineLoad, replica: ReplicaLoad, at: number): Figures {
  if (load.isUndated || at < replica.reachesBackTo) return 'unknown';
  if (doubtAt(replica, at)) return 'unknown';
  const lastBreak = replica.breaks.findLast((one) => one.at <= at);
  if (
    lastBreak?.kind === 'unreadable' &&
    !replica.samples.some((one) => one.at > lastBreak.at && one.at <= at)
  )
    return 'unknown';
  const engines = new Map<string, LoadSample>();
  // From the newest sample backwards, until every engine has one, or up to the last start.
  for (let index = lastIndexAt(replica.samples, at); index >= 0; index--) {
    const sample = replica.samples[index];
    if (sample === undefined || (lastBreak?.kind === 'start' && sample.at < lastBreak.at)) break;
    if (!engines.has(sample.engine)) engines.set(sample.engine, sample);
    if (engines.size === replica.engines.size) break;
  }
  if (isAskedUntold(replica, at)) return 'unknown';
  if (engines.size > 0) return together([...engines.values()].map((sample) => loadBySample(sample, at)));
  const isSilenceProven = load.mute === undefined && replica.reachesBackTo <= at - FRESH_MS;
  return isSilenceProven ? IDLE : 'unknown';
}

/** The doubt whether the engine still ran at a moment, in ms; undefined if there is none. */
export const doubtAt = ({ doubt }: ReplicaLoad, at: number): ReplicaLoad['doubt'] =>
  doubt && doubt.at <= at ? doubt : undefined;

/**
 * Did the replica log a request in the last 25 s that its engine has not reported, after silence? It may do so yet, or
 * never.
 */
export function isAskedUntold({ askedAt, samples }: ReplicaLoad, at: number): boolean {
  if (askedAt === undefined || askedAt > at || at - askedAt > FRESH_MS) return false;
  const last = samples[lastIndexAt(samples, at)];
  return last === undefined || at - last.at > FRESH_MS;
}

/**
 * The load of an engine, by its last sample. If the sample is older than 25 s, the engine is silent: that is idle only
 * after zeros.
 */
function loadBySample(sample: LoadSample, at: number): Figures {
  if (at - sample.at <= FRESH_MS) return sample;
  return isQuiet(sample) ? IDLE : 'unknown';
}

/**
 * The load of the whole deployment at a moment: the sum of its replicas, of the KV cache the mean. It is unknown if
 * that of a replica is, or if fewer replicas have logs than there should be. `loadAt(load, now)` is the present load.
 */
export function loadAt(load: EngineLoad, at: number): Figures {
  if (load.expected === 0) return IDLE;
  if (load.expected === undefined || load.replicas.length < load.expected) return 'unknown';
  return together(load.replicas.map((replica) => replicaLoadAt(load, replica, at)));
}

/**
 * The sum of loads; of the KV cache, which each replica or engine has for itself, the mean. Unknown if one of them is.
 */
function together(all: readonly Figures[]): Figures {
  const known = all.filter((one) => one !== 'unknown');
  if (known.length < all.length || known.length === 0) return 'unknown';
  return folded(known, { requests: sum, cache: mean, tokens: sum });
}

/** When the deployment last had work, in ms, as far back as its logs reach; undefined if they show none. */
export function lastActiveAt({ replicas }: EngineLoad): number | undefined {
  const times = replicas.flatMap(({ lastActiveAt: at }) => at ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The moment from which on all replicas have logs, in ms; undefined if one has none, or a time cannot be read. */
export function reachesBackTo({ replicas, expected, isUndated }: EngineLoad): number | undefined {
  if (isUndated || expected === undefined || replicas.length < expected || replicas.length === 0)
    return undefined;
  return Math.max(...replicas.map(({ reachesBackTo: at }) => at));
}

function lastIndexAt(samples: readonly LoadSample[], at: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
