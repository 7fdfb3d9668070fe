import { isoSecond, utcDay } from '../utc.js';
import {
  doubtAt,
  type EngineLoad,
  isAskedUntold,
  lastActiveAt,
  loadAt,
  onlyLogged,
  type ReplicaLoad,
  replicaLoadAt,
  UNDATED,
} from './engine-load.js';
import { isQuiet } from './load-line.js';

/** Why the logs do not prove the load of a deployment at a moment, in ms; undefined if they do. */
export function whyUnknown(load: EngineLoad, at: number): string | undefined {
  if (loadAt(load, at) !== 'unknown') return undefined;
  const general = whyUnprovable(load);
  if (general !== undefined) return general;
  const replica = load.replicas.find((one) => replicaLoadAt(load, one, at) === 'unknown');
  return replica && whyReplicaUnknown(load, replica, at);
}

/** Why the logs of a deployment prove nothing at all; undefined if there is no such reason. */
function whyUnprovable({ isUndated, mute, replicas, expected }: EngineLoad): string | undefined {
  if (isUndated) return UNDATED;
  if (expected === undefined) return 'the service does not say how many replicas it has';
  if (replicas.length < expected)
    return replicas.length === 0 ? 'it has no log lines' : onlyLogged(replicas.length, expected);
  return replicas.some(({ samples }) => samples.length === 0) ? mute : undefined;
}

function whyReplicaUnknown(load: EngineLoad, replica: ReplicaLoad, at: number): string {
  if (isAskedUntold(replica, at) && replica.askedAt !== undefined)
    return `${replica.replica} got a request at ${moment(replica.askedAt, at)}, which its engine has not reported`;
  const doubt = doubtAt(replica, at);
  if (doubt) {
    const [what, shown] =
      doubt.kind === 'start' ? ['began to start', 'serves'] : ['reported an error', 'still runs'];
    return `${replica.replica} ${what} at ${moment(doubt.at, at)}, and nothing since shows that it ${shown}`;
  }
  const last = replica.samples.findLast((sample) => sample.at <= at && !isQuiet(sample));
  const unread = replica.breaks.findLast((one) => one.kind === 'unreadable' && one.at <= at);
  if (unread && unread.at > (last?.at ?? 0))
    return `what ${replica.replica} reported at ${moment(unread.at, at)} cannot be read`;
  if (last) return `${replica.replica} fell silent at ${moment(last.at, at)} with unfinished work`;
  if (load.mute !== undefined) return load.mute;
  return `the logs of ${replica.replica} reach back only to ${moment(replica.reachesBackTo, at)}`;
}

/** `12:03:10Z`, UTC as in the logs; on another day than now `2026-11-25T12:03:10Z`. */
function moment(at: number, now: number): string {
  const text = isoSecond(new Date(at));
  return utcDay(at) === utcDay(now) ? text.slice('2026-11-25T'.length) : text;
}

/** The verdict whether a deployment has been idle, and may be scaled to zero. */
export type IdleVerdict =
  /** Since when it has provably had no work, in ms. */
  | { isIdle: true; since: number }
  /** Why it counts as busy, in words that fit after `busy: `. `isUnknown`: it may as well be idle, for good. */
  | { isIdle: false; why: string; isUnknown?: true };

/** The question to the logs, and what else is known of the deployment. */
export interface IdleQuestion {
  /** In ms since the UNIX epoch. */
  now: number;
  /** How long it has to have had no work, in ms. */
  afterMs: number;
  state: string;
  /** When the deployment was created, in ms. */
  createdAt?: number | undefined;
  /** Why its engine does not serve, if the logs show a cause. */
  failure?: string | undefined;
}

/**
 * Has a deployment provably had no work for `afterMs`? All its replicas have reported none, or been silent, for that
 * long; their logs reach back that far; and nothing else speaks against it. A deployment that is new, failing or
 * changing counts as busy, and so does one whose logs are unreadable, cut off or prove nothing.
 */
export function judgeIdle(load: EngineLoad, question: IdleQuestion): IdleVerdict {
  const why = whyBusy(load, question);
  if (typeof why === 'string') return { isIdle: false, why };
  if (why) return { isIdle: false, why: why.unknown, isUnknown: true };
  const since = load.replicas.map(({ lastActiveAt: active = 0, startedAt = 0, reachesBackTo }) =>
    Math.max(active, startedAt, reachesBackTo),
  );
  return { isIdle: true, since: Math.max(...since) };
}

function whyBusy(
  load: EngineLoad,
  { now, afterMs, state, createdAt, failure }: IdleQuestion,
): string | { unknown: string } | undefined {
  const from = now - afterMs;
  if (state === 'error') return 'its state is error';
  if (state !== 'ready') return `it is ${state}`;
  if (failure !== undefined) return { unknown: `its logs show a failure: ${failure}` };
  const active = lastActiveAt({ ...load, replicas: [...load.replicas, ...load.ended] });
  if (active !== undefined && active > from) return `it had work at ${moment(active, now)}`;
  const unprovable = whyUnprovable(load) ?? load.mute;
  if (unprovable !== undefined) return { unknown: unprovable };
  if (load.expected === 0 || load.replicas.length === 0) return 'it has no replicas';
  if (createdAt !== undefined && createdAt > from) return `it was created at ${moment(createdAt, now)}`;
  for (const replica of load.replicas) {
    const { startedAt = 0, troubledAt = 0, reachesBackTo } = replica;
    if (startedAt > from) return `${replica.replica} started at ${moment(startedAt, now)}`;
    if (troubledAt > from) return `${replica.replica} reported an error at ${moment(troubledAt, now)}`;
    const figures = replicaLoadAt(load, replica, now);
    if (figures === 'unknown') return { unknown: whyReplicaUnknown(load, replica, now) };
    if (!isQuiet(figures)) return `${replica.replica} has work`;
    if (reachesBackTo > from)
      return `the logs of ${replica.replica} reach back only to ${moment(reachesBackTo, now)}`;
  }
  return undefined;
}
