import { CLOSING, type Refusal } from './refusal.js';

/*
 * When a deployment is woken and put to sleep: a pure function from what was known and what has happened to what is
 * known now and what is to be done. It knows no clock, no socket and no service, so that every order of events can be
 * tried. Times are milliseconds of whatever clock its caller has.
 */

/** What is asked for on the command line. */
export interface WakeSettings {
  /** The deployment, as it is spoken of. */
  name: string;
  /** Replicas to scale to when a request finds none; undefined: it is never woken, and every request is passed on. */
  wake?: number | undefined;
  /** To zero when nothing has come for this long; undefined: never. */
  sleepAfterMs?: number | undefined;
  /** Requests that are held at most while it wakes. */
  maxPending: number;
  /** How long one of them is held. */
  wakeTimeoutMs: number;
}

type Phase =
  | { is: 'awake' }
  | { is: 'asleep' }
  /** One scaling is under way, or somebody else's is watched. */
  | { is: 'waking' }
  /** A scaling to zero is under way: it cannot be called back. */
  | { is: 'going-to-sleep' }
  /** It could not be woken: those who ask again at once are told the same, and nothing is sent. */
  | { is: 'failed'; untilMs: number; why: Pick<Refusal, 'code' | 'message'> }
  | { is: 'gone' };

/** All that is known of one deployment. */
export interface WakeState {
  phase: Phase;
  /** Requests that wait for it, oldest first. */
  held: readonly { id: number; sinceMs: number }[];
  /** Requests that were passed on and have not ended. */
  busy: number;
  /** When a request last began or ended, or somebody scaled it. */
  usedMs: number;
  /** As last seen; undefined: not told, or not seen since it was to be woken, so it may have some. */
  replicas?: number | undefined;
  /** Not put to sleep before: the last time it failed. */
  sleepNotBeforeMs: number;
}

export type WakeEvent =
  /** @param mayWake whether it is worth GPUs: a completion is, a look is not */
  | { is: 'request'; id: number; mayWake: boolean }
  /** Whoever waited has gone. */
  | { is: 'left'; id: number }
  /** A request that was passed on has ended, well or not. */
  | { is: 'ended' }
  /** It serves. */
  | { is: 'woken' }
  /** What was watched has no replicas after all: somebody has stopped it, or what was seen was old. */
  | { is: 'stopped' }
  | { is: 'wake-failed'; why: Pick<Refusal, 'code' | 'message'> }
  | { is: 'slept' }
  | { is: 'sleep-failed' }
  /** It was not put to sleep, for it is used: by others past this proxy, or by whoever has come meanwhile. */
  | { is: 'sleep-put-off'; usedMs: number }
  /** Somebody looked. */
  | { is: 'seen'; replicas: number | undefined }
  | { is: 'deleted' }
  /** Time has passed. */
  | { is: 'tick' }
  /** The proxy ends: nobody is held any longer. */
  | { is: 'closing' };

/**
 * What is to be done. `wake`, `watch` and `sleep` are answered by an event each. Only `wake` scales up, and only because a
 * request has come: what somebody else has begun is watched, so that a look that is behind costs no GPU.
 */
export type WakeOrder =
  | { do: 'pass'; id: number }
  | { do: 'refuse'; id: number; refusal: Refusal }
  | { do: 'wake' }
  | { do: 'watch' }
  | { do: 'sleep' };

export interface WakeStep {
  state: WakeState;
  orders: readonly WakeOrder[];
}

/** After a wake that failed, requests are refused for so long without another try, in ms. */
export const FAILED_FOR_MS = 30_000;
/** After a sleep that failed, the next is tried this much later, in ms: GPUs that nobody uses are billed. */
export const SLEEP_AGAIN_MS = 60_000;
/** A new replica takes minutes; who is told to come back is told this, in seconds. */
const COME_BACK_S = 30;

/** What is known after a first look. @param replicas undefined: the service does not tell, so it is taken to serve */
export function firstState(
  { replicas, isServing }: { replicas: number | undefined; isServing: boolean },
  settings: WakeSettings,
  nowMs: number,
): WakeStep {
  const base = { held: [], busy: 0, usedMs: nowMs, replicas, sleepNotBeforeMs: nowMs };
  if (replicas === 0) return { state: { ...base, phase: { is: 'asleep' } }, orders: [] };
  return isServing ? { state: { ...base, phase: { is: 'awake' } }, orders: [] } : watched(base, settings);
}

/** It has replicas: a proxy that holds requests watches until they answer, any other passes requests on. */
function watched(state: Omit<WakeState, 'phase'>, { wake }: WakeSettings): WakeStep {
  if (wake === undefined) return { state: { ...state, phase: { is: 'awake' } }, orders: [] };
  return { state: { ...state, phase: { is: 'waking' } }, orders: [{ do: 'watch' }] };
}

/** What an event changes, and what is to be done about it. */
export function step(state: WakeState, event: WakeEvent, settings: WakeSettings, nowMs: number): WakeStep {
  const unchanged: WakeStep = { state, orders: [] };
  const isWaking = state.phase.is === 'waking';
  const isGoing = state.phase.is === 'going-to-sleep';
  switch (event.is) {
    case 'request':
      return request(state, event, settings, nowMs);
    case 'left':
      return { state: { ...state, held: state.held.filter(({ id }) => id !== event.id) }, orders: [] };
    case 'ended':
      return { state: { ...state, busy: state.busy - 1, usedMs: nowMs }, orders: [] };
    case 'woken':
      return isWaking ? passHeld({ ...state, replicas: state.replicas || settings.wake }, nowMs) : unchanged;
    case 'stopped':
      return isWaking ? atZero(state, settings) : unchanged;
    case 'wake-failed':
      if (!isWaking) return unchanged;
      return refuseHeld(
        { ...state, usedMs: nowMs, phase: { is: 'failed', untilMs: nowMs + FAILED_FOR_MS, why: event.why } },
        { status: 503, ...event.why, retryAfterS: FAILED_FOR_MS / 1_000 },
      );
    case 'slept':
      return isGoing ? atZero(state, settings) : unchanged;
    case 'sleep-failed':
      return isGoing
        ? passHeld({ ...state, sleepNotBeforeMs: nowMs + SLEEP_AGAIN_MS }, state.usedMs)
        : unchanged;
    case 'sleep-put-off':
      return isGoing ? passHeld(state, Math.max(state.usedMs, event.usedMs)) : unchanged;
    case 'seen':
      return seen(state, event.replicas, settings, nowMs);
    case 'deleted':
      return refuseHeld({ ...state, phase: { is: 'gone' } }, gone(settings));
    case 'tick':
      return tick(state, settings, nowMs);
    case 'closing':
      return refuseHeld(state, CLOSING);
  }
}

function request(
  state: WakeState,
  { id, mayWake }: { id: number; mayWake: boolean },
  settings: WakeSettings,
  nowMs: number,
): WakeStep {
  const { phase, held } = state;
  const refuse = (refusal: Refusal): WakeStep => ({ state, orders: [{ do: 'refuse', id, refusal }] });
  if (phase.is === 'gone') return refuse(gone(settings));
  if (phase.is === 'awake' || settings.wake === undefined)
    return {
      state: { ...state, busy: state.busy + 1, usedMs: nowMs },
      orders: [{ do: 'pass', id }],
    };
  if (phase.is === 'failed' && nowMs < phase.untilMs)
    return refuse({
      status: 503,
      ...phase.why,
      retryAfterS: Math.max(1, Math.ceil((phase.untilMs - nowMs) / 1_000)),
    });
  const isUnderWay = phase.is === 'waking' || phase.is === 'going-to-sleep';
  if (!mayWake && !isUnderWay)
    return refuse({
      status: 503,
      code: 'deployment_asleep',
      message: `deployment ${settings.name} is at zero replicas, and only a POST wakes it`,
    });
  if (held.length >= settings.maxPending)
    return refuse({
      status: 503,
      code: 'too_many_pending',
      message: `${held.length} requests already wait for deployment ${settings.name} to wake; --max-pending allows no more`,
      retryAfterS: COME_BACK_S,
    });
  return {
    state: {
      ...state,
      held: [...held, { id, sinceMs: nowMs }],
      ...(isUnderWay ? {} : WAKING),
    },
    orders: isUnderWay ? [] : [{ do: 'wake' }],
  };
}

/** Once it is to be scaled, what was seen before says nothing of what it has. */
const WAKING = { phase: { is: 'waking' }, replicas: undefined } as const;

/** All who waited go on. */
function passHeld(state: WakeState, usedMs: number): WakeStep {
  const { held, busy } = state;
  return {
    state: { ...state, phase: { is: 'awake' }, held: [], busy: busy + held.length, usedMs },
    orders: held.map(({ id }) => ({ do: 'pass', id })),
  };
}

function refuseHeld(state: WakeState, refusal: Refusal): WakeStep {
  return {
    state: { ...state, held: [] },
    orders: state.held.map(({ id }) => ({ do: 'refuse', id, refusal })),
  };
}

/** There are no replicas: whoever came meanwhile wakes it. */
function atZero(state: WakeState, settings: WakeSettings): WakeStep {
  const isWanted = state.held.length > 0 && settings.wake !== undefined;
  return {
    state: { ...state, ...(isWanted ? WAKING : { replicas: 0, phase: { is: 'asleep' } }) },
    orders: isWanted ? [{ do: 'wake' }] : [],
  };
}

/** Others scale too. What they do counts as use: nobody's fresh replica is taken away at once. */
function seen(
  state: WakeState,
  replicas: number | undefined,
  settings: WakeSettings,
  nowMs: number,
): WakeStep {
  const { phase } = state;
  // What could not be woken may have been scaled all the same: then it is billed, and put to sleep as what is awake.
  if (phase.is === 'failed') return { state: { ...state, replicas: replicas ?? state.replicas }, orders: [] };
  if ((phase.is !== 'awake' && phase.is !== 'asleep') || replicas === undefined) return { state, orders: [] };
  const isOther = replicas !== state.replicas;
  const now = { ...state, replicas, usedMs: isOther ? nowMs : state.usedMs };
  if (replicas === 0) return { state: { ...now, phase: { is: 'asleep' } }, orders: [] };
  return phase.is === 'awake' ? { state: now, orders: [] } : watched(now, settings);
}

function tick(state: WakeState, settings: WakeSettings, nowMs: number): WakeStep {
  const { wakeTimeoutMs, sleepAfterMs, name } = settings;
  const isLate = ({ sinceMs }: { sinceMs: number }) => nowMs - sinceMs >= wakeTimeoutMs;
  const late = state.held.filter(isLate);
  if (late.length > 0) {
    const refusal: Refusal = {
      status: 503,
      code: 'wake_timeout',
      message: `deployment ${name} is still being woken after ${Math.round(wakeTimeoutMs / 1_000)} s; it goes on`,
      retryAfterS: COME_BACK_S,
    };
    return {
      state: { ...state, held: state.held.filter((one) => !isLate(one)) },
      orders: late.map(({ id }) => ({ do: 'refuse', id, refusal })),
    };
  }
  if (sleepAfterMs === undefined || !maySleep(state, sleepAfterMs, nowMs)) return { state, orders: [] };
  return { state: { ...state, phase: { is: 'going-to-sleep' } }, orders: [{ do: 'sleep' }] };
}

/**
 * Is nobody served, and has nobody been for long enough? Never while a request is in flight, however long that takes:
 * a stream that is being read is use.
 */
function maySleep(state: WakeState, sleepAfterMs: number, nowMs: number): boolean {
  const { phase, busy, held, usedMs, sleepNotBeforeMs, replicas } = state;
  const mayBeBilled = phase.is === 'awake' || (phase.is === 'failed' && replicas !== 0);
  return (
    mayBeBilled &&
    busy === 0 &&
    held.length === 0 &&
    nowMs - usedMs >= sleepAfterMs &&
    nowMs >= sleepNotBeforeMs
  );
}

function gone({ name }: WakeSettings): Refusal {
  return {
    status: 404,
    code: 'deployment_gone',
    message: `deployment ${name} was deleted; one that is created anew has another URL and key: restart the proxy`,
  };
}
