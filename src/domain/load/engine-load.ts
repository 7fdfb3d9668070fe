import { FRESH_MS, folded, isQuiet, type LoadFigures, mean, sum } from './load-line.js';

/*
 * How busy the replicas of a deployment are at a moment, and were, by their logs alone. The engine writes a line every
 * ten seconds while it works, one with nothing but zeros when it has done, and nothing while it is idle. So silence is
 * idleness where the logs reach back before it and the last word was one of zeros. Everything else is not known: a server
 * that hangs is silent, too, with requests running in its last line.
 *
 * People are told of this, and deployments put to sleep by it, so one replica of which nothing is known is enough for
 * not knowing. `load-stretches.ts` asks something else of the same lines: the least load there was over some time.
 */

/** What one replica told at one moment. */
export interface LoadSample extends LoadFigures {
  /** When, in ms since 1970, by the log's own time. */
  at: number;
  /** Which of several engines of one replica (data parallel); empty where there is one. */
  engine: string;
}

/** What the logs tell of one replica. */
export interface ReplicaLoad {
  replica: string;
  /** Oldest first. */
  samples: readonly LoadSample[];
  /** The names that its engines go by. */
  engines: ReadonlySet<string>;
  /** When it last had work, as far as the logs say: a request, tokens, something running or waiting. In ms. */
  lastActiveAt?: number | undefined;
  /** When its server last logged a request, in ms. Where no sample follows, its engine has not told of that request. */
  askedAt?: number | undefined;
  /** When it last began anew, in ms. */
  startedAt?: number | undefined;
  /** When it last told of something that went wrong, or told what cannot be read, in ms. */
  troubledAt?: number | undefined;
  /** Its logs are held from here on, in ms: before it nothing is known. */
  reachesBackTo: number;
  /** It has said that it ended, or is one more than there should be and silent, see `isReplaced`. */
  hasEnded: boolean;
  /** Moments at which what was told before is over or cannot be relied on, oldest first. */
  breaks: readonly { at: number; kind: 'start' | 'unreadable' }[];
}

/** What the logs of a deployment tell of how busy it is. */
export interface EngineLoad {
  /** The replicas that run, by name. */
  replicas: readonly ReplicaLoad[];
  /** The replicas that run no more, and of which the logs still tell. */
  ended: readonly ReplicaLoad[];
  /** How many there should be; undefined where the service does not say. */
  expected: number | undefined;
  /** There are lines whose time cannot be read or is still to come: nothing is proven. */
  isUndated: boolean;
  /** The engine writes no such lines at all (`--disable-log-stats`): silence proves nothing. */
  isMute: boolean;
}

/** What a replica does at a moment; `unknown` where its logs do not prove it. */
export type Figures = LoadFigures | 'unknown';

const IDLE: LoadFigures = {
  running: 0,
  waiting: 0,
  kvCachePercent: 0,
  promptTokensPerSecond: 0,
  generationTokensPerSecond: 0,
};

/**
 * What a replica was doing at a moment, in ms: what it told within the last 25 s, of several engines the sum (of the KV
 * cache the mean); nothing where it had told so before it fell silent, or has been silent for as long as its logs reach
 * back. Unknown where the logs do not reach back to it, where it fell silent with work at hand, told what cannot be read, or
 * was asked in the last 25 s and has not told of it.
 */
export function replicaLoadAt(load: EngineLoad, replica: ReplicaLoad, at: number): Figures {
  if (load.isUndated || at < replica.reachesBackTo) return 'unknown';
  const broken = replica.breaks.findLast((one) => one.at <= at);
  if (broken?.kind === 'unreadable' && !replica.samples.some((one) => one.at > broken.at && one.at <= at))
    return 'unknown';
  const engines = new Map<string, LoadSample>();
  // From the newest back: until all engines have spoken, or it began anew.
  for (let index = lastIndexAt(replica.samples, at); index >= 0; index--) {
    const sample = replica.samples[index];
    if (sample === undefined || (broken?.kind === 'start' && sample.at < broken.at)) break;
    if (!engines.has(sample.engine)) engines.set(sample.engine, sample);
    if (engines.size === replica.engines.size) break;
  }
  if (isAskedUntold(replica, at)) return 'unknown';
  if (engines.size > 0) return together([...engines.values()].map((sample) => saidBy(sample, at)));
  const isSilenceProven = !load.isMute && replica.reachesBackTo <= at - FRESH_MS;
  return isSilenceProven ? IDLE : 'unknown';
}

/** Did a replica answer just now after silence? Its engine has not told of that yet, or never does. */
export function isAskedUntold({ askedAt, samples }: ReplicaLoad, at: number): boolean {
  if (askedAt === undefined || askedAt > at || at - askedAt > FRESH_MS) return false;
  const told = samples[lastIndexAt(samples, at)];
  return told === undefined || at - told.at > FRESH_MS;
}

/** What an engine does by its last sample: that, while it is fresh; then it is silent, which is idle only after zeros. */
function saidBy(sample: LoadSample, at: number): Figures {
  if (at - sample.at <= FRESH_MS) return sample;
  return isQuiet(sample) ? IDLE : 'unknown';
}

/**
 * What the whole deployment was doing at a moment: the sum of its replicas, of the KV cache the mean. Unknown as soon as
 * one of them is, or where fewer tell than there are. `loadAt(load, now)` is what it does now.
 */
export function loadAt(load: EngineLoad, at: number): Figures {
  if (load.expected === 0) return IDLE;
  if (load.expected === undefined || load.replicas.length < load.expected) return 'unknown';
  return together(load.replicas.map((replica) => replicaLoadAt(load, replica, at)));
}

/** The sum; of the KV cache, which each has for itself, the mean. */
function together(all: readonly Figures[]): Figures {
  const known = all.filter((one) => one !== 'unknown');
  if (known.length < all.length || known.length === 0) return 'unknown';
  return folded(known, { requests: sum, cache: mean, tokens: sum });
}

/** When the deployment last had work, in ms, as far back as its logs reach; undefined where they have none. */
export function lastActiveAt({ replicas }: EngineLoad): number | undefined {
  const times = replicas.flatMap(({ lastActiveAt: at }) => at ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The moment from which on the logs of all replicas are held, in ms; undefined where those of one are not. */
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
