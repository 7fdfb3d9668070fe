import type { LogEntry } from '../../schemas/deployment.js';
import { cached } from '../cached.js';
import { MINUTE_MS } from '../duration.js';
import { parameterValue } from '../engine-flags.js';
import { byText } from '../order.js';
import type { EngineLoad, LoadSample, ReplicaLoad } from './engine-load.js';
import { FRESH_MS, isQuiet, type LoadLine, parseLoadLine } from './load-line.js';

/** How far ahead of this machine's clock a line may be, in ms. */
const CLOCK_SKEW_MS = MINUTE_MS;

/** What is known of a deployment beside its logs. */
export interface LoadSurroundings {
  /** In ms since the UNIX epoch. */
  now: number;
  /** Undefined if the service does not say. */
  replicas: number | undefined;
  parameters?: readonly string[] | undefined;
}

/** Reads the load from the logs of a deployment. Lines that are not in the order of their time are sorted. */
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
    mute: whyMute(parameters, replicas),
  };
}

/**
 * Why does the engine write no lines of load? It does not with several API servers, of which it has by default one for
 * each data-parallel engine; lines of load since its start show that it has only one. One parameter may hold several
 * words.
 */
function whyMute(parameters: readonly string[], replicas: readonly ReplicaLoad[]): string | undefined {
  const words = parameters.flatMap((parameter) => parameter.split(/\s+/));
  const disabled = parameterValue(words, '--disable-log-stats');
  if (disabled !== undefined && disabled.toLowerCase() !== 'false')
    return 'its engine does not log its load (--disable-log-stats)';
  const servers = parameterValue(words, '--api-server-count');
  const isSeveral =
    replicas.some(({ isMute }) => isMute) ||
    Number(servers ?? parameterValue(words, '--data-parallel-size')) > 1;
  const isLogged = replicas.some(({ samples, startedAt = 0 }) => (samples.at(-1)?.at ?? 0) > startedAt);
  return isSeveral && !(servers === undefined && isLogged)
    ? 'its engine does not log its load (for that it needs --api-server-count=1)'
    : undefined;
}

interface Draft extends ReplicaLoad {
  samples: LoadSample[];
  engines: Set<string>;
  breaks: ReplicaLoad['breaks'][number][];
  lastAt: number;
}

/** A time with its offset; one without could be any moment. */
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
    isMute: false,
    hasEnded: false,
    reachesBackTo: at,
    lastAt: at,
  }));
}

function take(draft: Draft, at: number, message: string): void {
  draft.lastAt = at;
  for (const line of message.includes('\n') ? message.split('\n') : [message]) {
    const parsed = parseLoadLine(line);
    if (parsed === undefined) continue;
    if (parsed.kind !== 'trouble') draft.hasEnded = parsed.kind === 'end';
    if (showsLife(parsed)) draft.doubt = undefined;
    if (parsed.kind === 'load') {
      const { kind, ...figures } = parsed;
      draft.engines.add(figures.engine);
      draft.samples.push({ at, ...figures });
      if (!isQuiet(figures)) draft.lastActiveAt = at;
    } else if (parsed.kind === 'request' && parsed.makesWork) {
      draft.lastActiveAt = at;
      draft.askedAt = at;
    } else if (parsed.kind === 'start') {
      if (!parsed.isUp) draft.doubt = { at, kind: 'start' };
      draft.startedAt = at;
      draft.breaks.push({ at, kind: 'start' });
    } else if (parsed.kind === 'unreadable') {
      draft.troubledAt = at;
      draft.breaks.push({ at, kind: 'unreadable' });
    } else if (parsed.kind === 'mute') {
      draft.isMute = true;
    } else if (parsed.kind === 'trouble') {
      draft.doubt = { at, kind: 'trouble' };
      draft.troubledAt = at;
    }
  }
}

/** Does a line show an engine that runs? */
const showsLife = (line: LoadLine): boolean =>
  line.kind === 'load' ||
  (line.kind === 'request' && line.isAnswered) ||
  (line.kind === 'start' && line.isUp);

/**
 * Has another replica replaced this one? Logs outlive their replica. If more replicas have logs than there should be,
 * one that fell silent at work, or after an error, counts as replaced once as many others as there should be have
 * written later lines.
 */
function isReplaced(
  { samples, doubt, lastAt }: Draft,
  all: readonly Draft[],
  expected = all.length,
): boolean {
  const last = samples.at(-1);
  const mayHaveEnded = doubt !== undefined || (last !== undefined && !isQuiet(last));
  if (all.length <= expected || !mayHaveEnded) return false;
  const newer = all.filter((other) => other.lastAt > lastAt + FRESH_MS);
  return newer.length >= Math.max(1, expected);
}
