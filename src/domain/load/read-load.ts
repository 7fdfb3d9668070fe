import type { LogEntry } from '../../schemas/deployment.js';
import { cached } from '../cached.js';
import { MINUTE_MS } from '../duration.js';
import { parameterValue } from '../engine-flags.js';
import { byText } from '../order.js';
import type { EngineLoad, LoadSample, ReplicaLoad } from './engine-load.js';
import { FRESH_MS, isQuiet, parseLoadLine } from './load-line.js';

/** How far ahead of our clock a line may be, in ms. */
const CLOCK_SKEW_MS = MINUTE_MS;

/** What is known beside the logs. */
export interface LoadSurroundings {
  /** In ms. */
  now: number;
  /** Undefined where the service does not say. */
  replicas: number | undefined;
  parameters?: readonly string[] | undefined;
}

/** Reads the logs of a deployment, oldest line first (they are sorted by their time where they are not). */
export function readLoad(
  entries: readonly LogEntry[],
  { now, replicas: expected, parameters = [] }: LoadSurroundings,
): EngineLoad {
  const drafts = new Map<string, Draft>();
  let isUndated = false;
  for (const { at, node, message } of inOrder(entries)) {
    if (Number.isNaN(at) || at > now + CLOCK_SKEW_MS) isUndated = true;
    else take(draftOf(drafts, node, at), at, message);
  }
  const all = [...drafts.values()];
  const known = all
    .map((draft): ReplicaLoad => ({ ...draft, hasEnded: draft.hasEnded || isReplaced(draft, all, expected) }))
    .sort((a, b) => byText(a.replica, b.replica));
  const replicas = known.filter(({ hasEnded }) => !hasEnded);
  return {
    replicas,
    ended: known.filter(({ hasEnded }) => hasEnded),
    expected,
    isUndated,
    isMute: isMute(parameters),
  };
}

/** Names with underscores are the same to the engine, and one entry may hold several words. */
function isMute(parameters: readonly string[]): boolean {
  const words = parameters.flatMap((parameter) => parameter.split(/\s+/));
  const value = parameterValue(words, '--disable-log-stats');
  return value !== undefined && value.toLowerCase() !== 'false';
}

interface Draft extends ReplicaLoad {
  samples: LoadSample[];
  engines: Set<string>;
  breaks: ReplicaLoad['breaks'][number][];
  lastAt: number;
}

/** A time that names its zone; one that does not could be any moment. */
const TIME = /(?:Z|[+-]\d\d:?\d\d)$/i;

function inOrder(entries: readonly LogEntry[]) {
  const timed = entries.map(({ time, node, message }) => ({
    at: TIME.test(time) ? Date.parse(time) : Number.NaN,
    node,
    message,
  }));
  const isSorted = timed.every(({ at }, index) => index === 0 || !(at < (timed[index - 1]?.at ?? at)));
  return isSorted ? timed : timed.sort((a, b) => a.at - b.at);
}

function draftOf(drafts: Map<string, Draft>, replica: string, at: number): Draft {
  return cached(drafts, replica, () => ({
    replica,
    samples: [],
    engines: new Set(),
    breaks: [],
    hasEnded: false,
    reachesBackTo: at,
    lastAt: at,
  }));
}

function take(draft: Draft, at: number, message: string): void {
  draft.lastAt = at;
  for (const line of message.includes('\n') ? message.split('\n') : [message]) {
    const told = parseLoadLine(line);
    if (told === undefined) continue;
    if (told.kind !== 'trouble') draft.hasEnded = told.kind === 'end';
    if (told.kind === 'load') {
      const { kind, ...figures } = told;
      draft.engines.add(figures.engine);
      draft.samples.push({ at, ...figures });
      if (!isQuiet(figures)) draft.lastActiveAt = at;
    } else if (told.kind === 'request') {
      draft.lastActiveAt = at;
      draft.askedAt = at;
    } else if (told.kind === 'start') {
      draft.startedAt = at;
      draft.breaks.push({ at, kind: 'start' });
    } else if (told.kind === 'unreadable') {
      draft.troubledAt = at;
      draft.breaks.push({ at, kind: 'unreadable' });
    } else if (told.kind === 'trouble') draft.troubledAt = at;
  }
}

/**
 * Logs outlive their replica. Where there are more than there should be, one with work at hand that is silent while as
 * many others as there are now speak or begin is none of those.
 */
function isReplaced({ samples, lastAt }: Draft, all: readonly Draft[], expected = all.length): boolean {
  const last = samples.at(-1);
  if (all.length <= expected || last === undefined || isQuiet(last)) return false;
  const newer = all.filter((other) => other.lastAt > lastAt + FRESH_MS);
  return newer.length >= Math.max(1, expected);
}
