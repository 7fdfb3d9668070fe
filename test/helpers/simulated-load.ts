import { decideReplicas } from '../../src/domain/load/autoscale.js';
import type { AutoscaleLimits, Decision } from '../../src/domain/load/autoscale-types.js';
import type { EngineLines, LoadPoint } from '../../src/domain/load/load-stretches.js';
import { randomFrom } from './chance.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LINE_MS = 10 * SECOND;
/** How many of a replica's last lines a look reads. */
const READ_LINES = 130;

/** From a moment up to another one, in ms since the beginning of the simulation. */
export interface Span {
  from: number;
  to: number;
}

/** A deployment under load, with everything that matters to autoscaling. */
export interface Scene {
  seed: number;
  durationMs: number;
  /** The time from one look to the next. */
  everyMs: number;
  limits: AutoscaleLimits;
  replicas: number;
  /** The number of requests at hand at a moment. */
  demand(at: number): number;
  /** How much the number of requests varies around `demand`, as a share of it. */
  noise: number;
  /** The KV cache that one request takes, in percent. */
  kvPerRequest: number;
  /** The most requests that a replica works on at once. */
  mostRunning: number;
  /** How long a new replica takes to start. */
  startMs: number;
  /** Times whose log lines are lost, for all replicas or only for the first one. */
  gaps: readonly (Span & { of: 'all' | 'first' })[];
  /** Times in which the service answers 503. */
  outages: readonly Span[];
  /** Whether `updated-at` changes when a scaling is accepted or when it is done: the service does not say. */
  updatedWhen: 'accepted' | 'done';
}

export interface SimulatedChange {
  at: number;
  /** When the change was done: new replicas serve, or removed ones are gone. */
  until: number;
  from: number;
  decision: Decision;
}

export interface Simulated {
  changes: SimulatedChange[];
  /** The requests and serving replicas at each moment when engines write, even if their lines are lost. */
  written: { at: number; demand: number; replicas: number }[];
  /** The decision of each look (undefined in an outage), and the situation at that moment. */
  looks: { at: number; demand: number; replicas: number; waiting: number; decision: Decision | undefined }[];
}

interface Replica extends EngineLines {
  points: LoadPoint[];
  phase: number;
  ready: number;
  gone: number;
  wrote: boolean;
}

/** Simulates a scene and calls `decideReplicas` at each look. A look knows nothing of the looks before it. */
export function simulate(scene: Scene): Simulated {
  const { limits, durationMs, everyMs } = scene;
  const random = randomFrom(scene.seed);
  const replicas: Replica[] = [];
  let made = 0;
  const start = (at: number, ready: number) =>
    replicas.push({
      node: `node-${made++}`,
      since: at,
      points: [],
      phase: Math.floor(random() * LINE_MS),
      ready,
      gone: Number.POSITIVE_INFINITY,
      wrote: false,
    });
  for (let index = 0; index < scene.replicas; index++) start(-MINUTE, -MINUTE);
  let size = scene.replicas;
  let updatedAt = -MINUTE;
  let changing: SimulatedChange | undefined;
  const result: Simulated = { changes: [], written: [], looks: [] };
  let level = 0;
  let waitsNow = 0;
  const spans = (list: readonly Span[], at: number) => list.some(({ from, to }) => from <= at && at < to);

  const write = (at: number) => {
    level = 0.8 * level + 0.2 * (2 * random() - 1);
    const demand = Math.max(0, Math.round(scene.demand(at) * (1 + scene.noise * level)));
    const serving = replicas.filter(({ ready, gone }) => ready <= at && at < gone);
    waitsNow = 0;
    for (const [index, replica] of serving.entries()) {
      const share = Math.floor((demand + index) / serving.length);
      const running = Math.min(share, scene.mostRunning, Math.floor(100 / scene.kvPerRequest));
      waitsNow += share - running;
      const isIdle = share === 0;
      // An engine without work writes one line with zeros, then none.
      const writes = !isIdle || replica.wrote;
      replica.wrote = !isIdle;
      const lost = scene.gaps.some(
        ({ from, to, of }) => from <= at && at < to && (of === 'all' || index === 0),
      );
      const point = {
        at: at + replica.phase,
        running,
        waiting: share - running,
        kv: running * scene.kvPerRequest,
      };
      if (writes && !lost) replica.points.push(point);
      if (replica.points.length >= 2 * READ_LINES) replica.points.splice(0, READ_LINES);
    }
    result.written.push({ at, demand, replicas: serving.length });
    return demand;
  };

  const look = (at: number): Decision | undefined => {
    if (spans(scene.outages, at)) return undefined;
    return decideReplicas({
      now: at,
      replicas: size,
      changedAt: updatedAt,
      limits,
      maxRunning: scene.mostRunning,
      state: changing ? 'scaling' : 'ready',
      startedAt: Math.max(...replicas.filter(({ ready }) => ready <= at).map(({ ready }) => ready)),
      engines: replicas
        .filter(({ ready }) => ready <= at)
        .filter(({ gone }) => gone > at - READ_LINES * LINE_MS)
        .map(({ node, since, points }) => ({ node, since, points })),
    });
  };

  let nextLook = Math.floor(random() * everyMs);
  for (let at = 0; at < durationMs; at += LINE_MS) {
    if (changing && changing.until <= at) {
      if (scene.updatedWhen === 'done') updatedAt = changing.until;
      changing = undefined;
    }
    const demand = write(at);
    if (nextLook > at) continue;
    nextLook += everyMs;
    const now = at + LINE_MS - 1;
    const decision = look(now);
    result.looks.push({ at: now, demand, replicas: size, waiting: waitsNow, decision });
    const { to } = decision ?? {};
    if (decision === undefined || to === undefined || to === size) continue;
    const added = to - size;
    changing = { at: now, until: now + (added > 0 ? scene.startMs : SECOND), from: size, decision };
    result.changes.push(changing);
    if (scene.updatedWhen === 'accepted') updatedAt = now;
    for (let index = 0; index < added; index++) start(now, now + scene.startMs);
    const last = replicas.filter(({ gone }) => gone > now).slice(to);
    if (added < 0) for (const replica of last) replica.gone = now;
    size = to;
  }
  return result;
}
