import type { Clock } from '../../clock.js';
import { cached } from '../../domain/cached.js';
import type { DeploymentRecord, RunRecord, WorldData } from '../records.js';
import { firstTokenMs, type LatencyLaw, tokenGapMs } from './openai-law.js';

/** The data and the clock that decide which replicas answer. */
interface Served {
  readonly data: WorldData;
  readonly clock: Clock;
}

/** The requests of one deployment: how many have a slot, and those that wait for one. */
interface Load {
  running: number;
  waiting: (() => void)[];
}

const unloaded = (): Load => ({ running: 0, waiting: [] });

/** The requests that engines are answering, for all deployments, and the law for how long that takes. */
export class EngineLoad {
  readonly #loads = new Map<string, Load>();
  #replies = 0;

  constructor(public law: LatencyLaw) {}

  /** The next number for the ID of a reply. */
  nextReply(): number {
    this.#replies += 1;
    return this.#replies;
  }

  /** How many requests of a deployment have a slot, and how many wait for one. */
  of(id: string): { running: number; waiting: number } {
    const { running, waiting } = cached(this.#loads, id, unloaded);
    return { running, waiting: waiting.length };
  }

  /**
   * Yields the tokens of a reply, each at its time by the law. Returns false, before the last token, if the deployment
   * stops serving meanwhile.
   * @throws the signal's reason as soon as the signal is aborted, because the client has gone
   */
  async *reply(
    world: Served,
    record: DeploymentRecord,
    { prompt, tokens, signal }: { prompt: number; tokens: readonly string[]; signal: AbortSignal },
  ): AsyncGenerator<string, boolean> {
    const load = cached(this.#loads, record.id, unloaded);
    await this.#enter(load, record, world, signal);
    try {
      let due = world.clock.now() + firstTokenMs(this.law, prompt);
      for (const token of tokens) {
        const wait = due - world.clock.now();
        if (wait > 0) await world.clock.sleep(wait, signal);
        signal.throwIfAborted();
        if (servingRuns(world, record).length === 0) return false;
        yield token;
        due += tokenGapMs(this.law, load.running, servingRuns(world, record).length);
      }
      return true;
    } finally {
      load.running -= 1;
      load.waiting.shift()?.();
    }
  }

  async #enter(load: Load, record: DeploymentRecord, world: Served, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (load.running >= this.law.slots * Math.max(1, servingRuns(world, record).length)) {
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          load.waiting = load.waiting.filter((other) => other !== enter);
          reject(signal.reason);
        };
        load.waiting.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    }
    load.running += 1;
  }
}

/** The runs of the replicas that can answer right now; none if the deployment was deleted. */
export function servingRuns({ data, clock }: Served, record: DeploymentRecord): RunRecord[] {
  if (!data.deployments.includes(record)) return [];
  const now = clock.now();
  return record.runs.filter((run) => run.ready <= now && run.to === undefined && !run.failed);
}
