import type { DeploymentRecord, RunRecord } from './records.js';
import type { World } from './world.js';

/**
 * How often a working engine writes its line, in ms of the service's time; in the sandbox's time at most every second.
 */
const ENGINE_EVERY_MS = 10_000;
const LEAST_EVERY_MS = 1_000;
/** How many requests a replica works on at once; further ones wait. */
const SEATS = 8;
/** For each request: its percentage of the KV cache, and its tokens per second of prompt and of output. */
const OF_EACH = { kv: 11.5, prompt: 55, generation: 31 } as const;

/** The requests of one replica: those that it works on, and those that wait. */
interface Share {
  running: number;
  waiting: number;
}

const NOTHING: Share = { running: 0, waiting: 0 };

/**
 * The last `most` lines about its load that a replica has written while it served: one every ten seconds while it
 * worked, one with zeros after its last work, and none while it was idle. Goes back from the end and skips idle times
 * in one step, because they can last for weeks.
 */
export function loadLines(
  world: World,
  record: DeploymentRecord,
  run: RunRecord,
  until: number,
  most: number,
): { at: number; message: string }[] {
  const every = Math.max(LEAST_EVERY_MS, ENGINE_EVERY_MS / world.speed);
  const lines: { at: number; message: string }[] = [];
  const at = (tick: number) => Math.floor(run.ready + tick * every);
  const share = (tick: number) => (tick < 1 ? NOTHING : shareOf(world, record, run, at(tick)));
  for (let tick = Math.floor((until - run.ready) / every); tick >= 1 && lines.length < most; tick--) {
    const now = share(tick);
    const isIdle = isNothing(now) && isNothing(share(tick - 1));
    if (!isIdle) lines.push({ at: at(tick), message: line(now, at(tick)) });
    else if (world.load.requests(record.name, at(tick)) === 0) {
      const since = world.load.setAt(record.name, at(tick - 1));
      tick = Math.min(tick, Math.max(1, Math.ceil((since - run.ready) / every) + 1));
    }
  }
  return lines.reverse();
}

const isNothing = ({ running, waiting }: Share) => running === 0 && waiting === 0;

/** The requests of one replica: the deployment's requests are spread evenly over the replicas that serve. */
function shareOf({ load }: World, record: DeploymentRecord, run: RunRecord, at: number): Share {
  const requests = load.requests(record.name, at);
  if (requests === 0) return NOTHING;
  const serving = record.runs.filter(
    ({ ready, to, failed }) => !failed && ready <= at && at < (to ?? Number.POSITIVE_INFINITY),
  );
  const place = serving.filter(({ replica }) => replica < run.replica).length;
  const own = Math.floor((requests + serving.length - 1 - place) / serving.length);
  return { running: Math.min(own, SEATS), waiting: Math.max(0, own - SEATS) };
}

/** A time as the engine writes it: `11-26 12:00:00`. */
export const stamp = (at: number) => new Date(at).toISOString().slice(5, 19).replace('T', ' ');

function line({ running, waiting }: Share, at: number): string {
  const tokens = (of: number) => (running * of).toFixed(1);
  return `(APIServer pid=1) INFO ${stamp(at)} [loggers.py:271] Engine 000: Avg prompt throughput: ${tokens(OF_EACH.prompt)} tokens/s, Avg generation throughput: ${tokens(OF_EACH.generation)} tokens/s, Running: ${running} reqs, Waiting: ${waiting} reqs, GPU KV cache usage: ${(running * OF_EACH.kv).toFixed(1)}%, Prefix cache hit rate: 0.0%`;
}
