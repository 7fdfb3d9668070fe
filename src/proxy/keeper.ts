import type { Clock } from '../clock.js';
import { asleep, CLOSING, gone, type Refusal, tooManyPending, unwoken, wakeTimeout } from './refusal.js';
import { type Pass, Requests } from './requests.js';
import { Scaler } from './scaler.js';
import type { FirstSeen, KeeperEvents, KeeperSettings, Service } from './service.js';

/** How often time is looked at, in ms; and how often the deployment is, for others scale it too. */
const TICK_MS = 1_000;
export const LOOK_MS = 30_000;

/** Decides of one deployment which requests are passed on, which wait, and when it is woken and put to sleep. */
export class Keeper {
  private readonly requests: Requests;
  private readonly scaler: Scaler;
  private lookedMs: number;
  private isLooking = false;
  private isClosed = false;

  constructor(
    service: Service,
    private readonly settings: KeeperSettings,
    private readonly clock: Clock,
    events: KeeperEvents,
    first: FirstSeen,
  ) {
    this.requests = new Requests(clock);
    this.scaler = new Scaler(service, settings, clock, events, this.requests, first);
    this.lookedMs = clock.now();
  }

  /**
   * Waits until a request may be passed on. @param mayWake whether it is worth GPUs: a completion is, a look is not
   * @param left aborted when its caller goes away @returns why it may not
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
    // Not told to be at zero: it may have been scaled although the wake has failed.
    if (phase.is === 'failed' && !mayWake) return { status: 503, ...phase.why };
    if (!mayWake && !isUnderWay) return asleep(name);
    // Wakes also where --max-pending 0 holds nobody: the next to ask is to find it awake.
    const answer = pending < maxPending ? this.requests.hold(left) : tooManyPending(name, pending);
    if (!isUnderWay) this.scaler.wake();
    return answer;
  }

  /** How it stands, for metrics. */
  get numbers(): { awake: number; pending: number; busy: number; replicas: number | undefined } {
    const { pending, busy } = this.requests;
    const { phase, replicas } = this.scaler;
    return { awake: phase.is === 'awake' ? 1 : 0, pending, busy, replicas };
  }

  /** Goes on until the signal is aborted: lets time pass, and looks what others have done. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Requests come first, and where a clock passes the time at once, too.
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.sleep(TICK_MS, signal).catch(() => {});
      if (signal.aborted) return;
      this.tick();
      if (this.clock.now() - this.lookedMs >= LOOK_MS) this.look();
    }
  }

  /** Time has passed: whoever has waited too long is told so, and what nobody uses is put to sleep. */
  tick(): void {
    const { name, wakeTimeoutMs, sleepAfterMs = Number.POSITIVE_INFINITY } = this.settings;
    this.requests.refuseHeld(wakeTimeout(name, wakeTimeoutMs), wakeTimeoutMs);
    const { busy, usedMs } = this.requests;
    // Never while a request is in flight, however long that takes: a stream that is being read is use.
    if (busy === 0 && this.clock.now() - usedMs >= sleepAfterMs && this.scaler.maySleep) this.scaler.sleep();
  }

  /** Looks now, for something was seen that speaks against what is known. */
  look(): void {
    const { wake, sleepAfterMs } = this.settings;
    if (this.isLooking || (wake === undefined && sleepAfterMs === undefined)) return;
    this.isLooking = true;
    this.lookedMs = this.clock.now();
    void this.scaler.look().then(() => {
      this.isLooking = false;
    });
  }

  /** From now on nobody is held, and nothing is woken; what is under way goes on at the service. */
  close(): void {
    this.isClosed = true;
    this.requests.refuseHeld(CLOSING);
  }
}
