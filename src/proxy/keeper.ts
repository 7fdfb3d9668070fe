import type { Clock } from '../clock.js';
import { asError } from '../domain/system-error.js';
import { ExoError, isInterruption } from '../errors.js';
import type { Refusal } from './refusal.js';
import {
  firstState,
  step,
  type WakeEvent,
  type WakeOrder,
  type WakeSettings,
  type WakeState,
} from './wake.js';

/** What can be done to a deployment, and asked of it. All throw ExoErrors. */
export interface Service {
  /** Its replicas. @throws ExoError not-found once it was deleted */
  look(): Promise<{ replicas: number | undefined }>;
  /** Sees to it that it serves: scales it where nobody has, and waits until it answers. */
  wake(replicas: number): Promise<void>;
  /** Waits until what somebody else has scaled answers. Scales nothing. @returns whether it has replicas at all */
  watch(): Promise<'serves' | 'stopped'>;
  /**
   * Scales it to zero, and waits until it is there. @param known what is known here, asked for right before the request
   * @returns why it is left awake, where there is a reason: others use it, or scale it, or a request has come
   */
  sleep(known: Known): Promise<PutOff | undefined>;
}

/** What the proxy itself knows of a deployment. */
export interface Known {
  /** As last seen. */
  replicas: number | undefined;
  /** Does a request wait for it? */
  isWanted(): boolean;
}

/** Not put to sleep. */
export interface PutOff {
  /** When it was used last. */
  usedMs: number;
  /** Completes "it stays awake: …". */
  why: string;
}

/** What the operator is told of. */
export interface KeeperEvents {
  onWake?(): void;
  onWoken?(tookMs: number): void;
  onWakeFailed?(error: ExoError): void;
  onSleep?(): void;
  onSlept?(): void;
  /** Left awake, for it is used. */
  onPutOff?(why: string): void;
  onSleepFailed?(error: ExoError): void;
  onGone?(): void;
}

/** A request that may be passed on. */
export interface Pass {
  /** To be called once, when it has ended. */
  ended(): void;
}

/** How often time is looked at, in ms; and how often the deployment is, for others scale it too. */
const TICK_MS = 1_000;
export const LOOK_MS = 30_000;

type Waiting = (answer: Pass | Refusal) => void;

/** Carries out what `wake.ts` decides for one deployment: holds requests, wakes it, puts it to sleep. */
export class Keeper {
  private state: WakeState;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private lookedMs: number;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly service: Service,
    readonly settings: WakeSettings,
    private readonly clock: Clock,
    private readonly events: KeeperEvents,
    first: { replicas: number | undefined; isServing: boolean },
  ) {
    const { state, orders } = firstState(first, settings, clock.now());
    this.state = state;
    this.lookedMs = clock.now();
    this.carryOut(orders);
  }

  /** Waits until a request may be passed on. @param left aborted when its caller goes away @returns why it may not */
  admit(mayWake: boolean, left: AbortSignal): Promise<Pass | Refusal> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.happens({ is: 'request', id, mayWake });
      if (!this.waiting.has(id)) return;
      const leave = () => {
        if (!this.waiting.delete(id)) return;
        this.happens({ is: 'left', id });
        resolve({ status: 499, code: 'caller_left', message: 'the caller went away' });
      };
      if (left.aborted) leave();
      else left.addEventListener('abort', leave, { once: true });
    });
  }

  /** How it stands, for metrics. */
  get numbers(): { awake: number; pending: number; busy: number; replicas: number | undefined } {
    const { phase, held, busy, replicas } = this.state;
    return { awake: phase.is === 'awake' ? 1 : 0, pending: held.length, busy, replicas };
  }

  /** Goes on until the signal is aborted: lets time pass, and looks what others have done. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Requests come first, and where a clock passes the time at once, too.
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.sleep(TICK_MS, signal).catch(() => {});
      if (signal.aborted) return;
      this.happens({ is: 'tick' });
      if (this.clock.now() - this.lookedMs >= LOOK_MS) this.look();
    }
  }

  /** Nobody is held any longer; what is under way goes on at the service. */
  close(): void {
    this.happens({ is: 'closing' });
  }

  /** Looks now, for something was seen that speaks against what is known. A look that fails changes nothing. */
  look(): void {
    const { wake, sleepAfterMs } = this.settings;
    if (this.looking || (wake === undefined && sleepAfterMs === undefined)) return;
    this.lookedMs = this.clock.now();
    this.looking = this.service
      .look()
      .then(({ replicas }) => this.happens({ is: 'seen', replicas }))
      .catch((error: unknown) => this.deletedOr(error, () => {}))
      .finally(() => {
        this.looking = undefined;
      });
  }

  private happens(event: WakeEvent): void {
    const { state, orders } = step(this.state, event, this.settings, this.clock.now());
    this.state = state;
    this.carryOut(orders);
  }

  private carryOut(orders: readonly WakeOrder[]): void {
    for (const order of orders) {
      if (order.do === 'wake') void this.wake();
      else if (order.do === 'watch') void this.watch();
      else if (order.do === 'sleep') void this.sleep();
      else {
        const answer = this.waiting.get(order.id);
        this.waiting.delete(order.id);
        answer?.(order.do === 'refuse' ? order.refusal : this.pass());
      }
    }
  }

  private pass(): Pass {
    let isOver = false;
    return {
      ended: () => {
        if (!isOver) this.happens({ is: 'ended' });
        isOver = true;
      },
    };
  }

  private async wake(): Promise<void> {
    const began = this.clock.now();
    this.events.onWake?.();
    try {
      await this.service.wake(this.settings.wake ?? 1);
      this.events.onWoken?.(this.clock.now() - began);
      this.happens({ is: 'woken' });
    } catch (error) {
      this.wakeFailed(error);
    }
  }

  private async watch(): Promise<void> {
    try {
      this.happens({ is: (await this.service.watch()) === 'serves' ? 'woken' : 'stopped' });
    } catch (error) {
      this.wakeFailed(error);
    }
  }

  private async sleep(): Promise<void> {
    this.events.onSleep?.();
    try {
      const { replicas } = this.state;
      const put = await this.service.sleep({ replicas, isWanted: () => this.state.held.length > 0 });
      if (put) this.events.onPutOff?.(put.why);
      else this.events.onSlept?.();
      this.happens(put ? { is: 'sleep-put-off', usedMs: put.usedMs } : { is: 'slept' });
    } catch (error) {
      this.deletedOr(error, (failure) => {
        this.events.onSleepFailed?.(failure);
        this.happens({ is: 'sleep-failed' });
      });
    }
  }

  private wakeFailed(error: unknown): void {
    this.deletedOr(error, (failure) => {
      this.events.onWakeFailed?.(failure);
      // In the form of OpenAI's codes, by which programs decide.
      const code = failure.code.replaceAll('-', '_');
      this.happens({ is: 'wake-failed', why: { code, message: failure.message } });
    });
  }

  private deletedOr(error: unknown, otherwise: (failure: ExoError) => void): void {
    const failure = error instanceof ExoError ? error : new ExoError('unexpected', asError(error).message);
    // Ended from outside: whoever waits is told by that.
    if (isInterruption(failure)) return;
    if (failure.kind === 'not-found') {
      if (this.state.phase.is !== 'gone') this.events.onGone?.();
      this.happens({ is: 'deleted' });
    } else otherwise(failure);
  }
}
