import { type Clock, steady } from '../clock.js';
import { type Pass, Requests } from './pending-requests.js';
import { asleep, CLOSING, gone, type Refusal, tooManyPending, unwoken, wakeTimeout } from './refusals.js';
import { Scaler } from './scaler.js';
import type { FirstSeen, KeeperEvents, KeeperSettings, Service } from './service.js';

/** How often the keeper checks whether a timeout or the idle time has passed, in ms. */
const TICK_MS = 1_000;
/**
 * How often the keeper asks the service for the replicas, in ms: other people and programs scale the deployment too.
 */
export const LOOK_MS = 30_000;
/**
 * The least time between two looks because of answers, in ms: an engine that is overloaded fails many requests a
 * second, and the service must not get as many.
 */
const DOUBT_MS = 5_000;

/** Decides for one deployment which requests are passed on, which wait, and when it is woken and put to sleep. */
export class Keeper {
  private readonly requests: Requests;
  private readonly scaler: Scaler;
  private readonly clock: Clock;
  private lookedMs: number;
  private isLooking = false;
  private doubtedMs = Number.NEGATIVE_INFINITY;
  /** An answer did not fit what is known, and the look for it is still to come. */
  private isInDoubt = false;
  private isClosed = false;

  constructor(
    service: Service,
    private readonly settings: KeeperSettings,
    clock: Clock,
    events: KeeperEvents,
    first: FirstSeen,
  ) {
    this.clock = steady(clock);
    this.requests = new Requests(this.clock);
    this.scaler = new Scaler(service, settings, this.clock, events, this.requests, first);
    this.lookedMs = this.clock.now();
  }

  /**
   * Waits until a request may be passed on.
   * @param mayWake whether the request is worth GPUs: a completion is, a GET is not
   * @param left aborted when the caller goes away
   * @returns the pass, or why the request is refused
   */
  async admit(mayWake: boolean, left: AbortSignal): Promise<Pass | Refusal> {
    const { phase } = this.scaler;
    const { name, wake, maxPending } = this.settings;
    const { pending } = this.requests;
    if (phase.is === 'gone') return gone(name);
    if (phase.is === 'awake' || wake === undefined) return this.requests.pass();
    if (this.isClosed) return CLOSING;
    const failedForMs = phase.is === 'failed' ? phase.untilMs - this.clock.now() : 0;
    if (phase.is === 'failed' && failedForMs > 0) return unwoken(phase.why, failedForMs);
    const isUnderWay = phase.is === 'waking' || phase.is === 'going-to-sleep';
    // A failed wake may have scaled the deployment all the same, so the caller is not told that it is at zero.
    if (phase.is === 'failed' && !mayWake) return { status: 503, ...phase.why };
    if (!mayWake && !isUnderWay) return asleep(name);
    // Wakes even if --max-pending 0 refuses this request, so that a later request finds the deployment awake.
    const answer = pending < maxPending ? this.requests.hold(left) : tooManyPending(name, pending);
    if (!isUnderWay) this.scaler.wake();
    return answer;
  }

  /** The present numbers, for metrics. */
  get numbers(): { awake: number; pending: number; busy: number; replicas: number | undefined } {
    const { pending, busy } = this.requests;
    const { phase, replicas } = this.scaler;
    return { awake: phase.is === 'awake' ? 1 : 0, pending, busy, replicas };
  }

  /** Runs until the signal is aborted: ticks, and looks at the deployment every LOOK_MS. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Lets requests be handled first, also with a test's clock whose sleep returns at once.
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.sleep(TICK_MS, signal).catch(() => {});
      if (signal.aborted) return;
      this.tick();
      if (this.clock.now() - this.lookedMs >= LOOK_MS) this.look();
    }
  }

  /**
   * Refuses the requests that have waited too long, and puts the deployment to sleep if it has been idle long enough.
   */
  tick(): void {
    const { name, wakeTimeoutMs, sleepAfterMs = Number.POSITIVE_INFINITY } = this.settings;
    this.requests.refuseHeld(wakeTimeout(name, wakeTimeoutMs), wakeTimeoutMs);
    if (this.isInDoubt) this.doubt();
    const { busy, usedMs } = this.requests;
    // Never while a request is in flight, however long it takes: a stream that somebody still reads is use.
    if (busy === 0 && this.clock.now() - usedMs >= sleepAfterMs && this.scaler.maySleep) this.scaler.sleep();
  }

  /** Asks the service for the replicas soon, because an answer does not fit what is known: now, if it can be. */
  doubt(): void {
    this.isInDoubt = this.isLooking || this.clock.now() - this.doubtedMs < DOUBT_MS;
    if (this.isInDoubt) return;
    this.doubtedMs = this.clock.now();
    this.look();
  }

  /** Asks the service for the replicas now. */
  look(): void {
    const { wake, sleepAfterMs } = this.settings;
    if (this.isLooking || (wake === undefined && sleepAfterMs === undefined)) return;
    this.isLooking = true;
    this.lookedMs = this.clock.now();
    void this.scaler.look().then(() => {
      this.isLooking = false;
    });
  }

  /** From now on no request is held and nothing is woken; a scaling that has begun goes on at the service. */
  close(): void {
    this.isClosed = true;
    this.requests.refuseHeld(CLOSING);
  }
}
