import type { Clock } from '../clock.js';
import { asError } from '../domain/system-error.js';
import { ExoError, isInterruption } from '../errors.js';
import { gone, type Refusal, unwoken } from './refusal.js';
import type { Requests } from './requests.js';
import type { FirstSeen, KeeperEvents, KeeperSettings, Service } from './service.js';

type Phase =
  | { is: 'awake' | 'asleep' | 'gone' }
  /** One scaling is under way, or somebody else's is watched: requests are held. */
  | { is: 'waking' }
  /** A scaling to zero is under way: it cannot be called back, and requests are held. */
  | { is: 'going-to-sleep' }
  /** It could not be woken: those who ask again at once are told the same, and nothing is sent. */
  | { is: 'failed'; untilMs: number; why: Pick<Refusal, 'code' | 'message'> };

/** After a wake that failed, requests are refused for so long without another try, in ms. */
export const FAILED_FOR_MS = 30_000;
/** After a sleep that failed, the next is tried this much later, in ms: GPUs that nobody uses are billed. */
export const SLEEP_AGAIN_MS = 60_000;

/**
 * Scales one deployment, one scaling at a time, knows how it stands, and lets the requests that are held for it go. What
 * somebody else has begun is watched and not begun again, so that a look that is behind costs no GPU.
 */
export class Scaler {
  phase: Phase = { is: 'awake' };
  /** As last seen; undefined where it may have some: not told by the service, or not looked at since the wake. */
  replicas: number | undefined;
  /** Putting it to sleep has failed, and is not tried again before this. */
  private sleepNotBeforeMs = 0;

  constructor(
    private readonly service: Service,
    private readonly settings: KeeperSettings,
    private readonly clock: Clock,
    private readonly events: KeeperEvents,
    private readonly requests: Requests,
    first: FirstSeen,
  ) {
    this.replicas = first.replicas;
    if (first.replicas === 0) this.phase = { is: 'asleep' };
    else if (!first.isServing) this.hasReplicas();
  }

  /** Is it worth scaling to zero, and may that be tried? */
  get maySleep(): boolean {
    const { phase, replicas, clock } = this;
    const mayBeBilled = phase.is === 'awake' || (phase.is === 'failed' && replicas !== 0);
    return mayBeBilled && clock.now() >= this.sleepNotBeforeMs;
  }

  /** Looks what others have done. A look that fails changes nothing. */
  look(): Promise<void> {
    return this.carryOut(async () => this.seen((await this.service.look()).replicas));
  }

  private seen(replicas: number | undefined): void {
    const { is } = this.phase;
    if (replicas === undefined || (is !== 'awake' && is !== 'asleep' && is !== 'failed')) return;
    const isOther = replicas !== this.replicas;
    this.replicas = replicas;
    // What could not be woken may have been scaled all the same: then it is billed, and put to sleep as what is awake.
    if (is === 'failed') return;
    // What others do counts as use: nobody's fresh replica is taken away at once.
    if (isOther) this.requests.used();
    if (replicas === 0) this.phase = { is: 'asleep' };
    else if (is === 'asleep') this.hasReplicas();
  }

  /** A proxy that holds requests watches until what has replicas answers, any other passes requests on. */
  private hasReplicas(): void {
    if (this.settings.wake === undefined) this.phase = { is: 'awake' };
    else this.waits(() => this.service.watch());
  }

  /** For requests that are held. */
  wake(): void {
    const began = this.clock.now();
    // Once it is to be scaled, what was seen before says nothing of what it has.
    this.replicas = undefined;
    this.events.onWake?.();
    this.waits(async () => {
      await this.service.wake(this.settings.wake ?? 1);
      this.events.onWoken?.(this.clock.now() - began);
      return 'serves';
    });
  }

  private waits(until: Service['watch']): void {
    this.phase = { is: 'waking' };
    const { requests } = this;
    void this.carryOut(
      async () => {
        // Stopped: by somebody, or what was seen was old.
        if ((await until()) === 'stopped') return this.isAtZero();
        this.replicas ||= this.settings.wake;
        requests.used();
        this.serves();
      },
      (failure) => {
        this.events.onWakeFailed?.(failure);
        if (this.phase.is === 'gone') return;
        // In the form of OpenAI's codes, by which programs decide.
        const why = { code: failure.code.replaceAll('-', '_'), message: failure.message };
        requests.used();
        this.phase = { is: 'failed', untilMs: this.clock.now() + FAILED_FOR_MS, why };
        requests.refuseHeld(unwoken(why, FAILED_FOR_MS));
      },
    );
  }

  sleep(): void {
    const { requests, replicas } = this;
    this.phase = { is: 'going-to-sleep' };
    this.events.onSleep?.();
    void this.carryOut(
      async () => {
        const isWanted = () => requests.pending > 0 || requests.busy > 0;
        const put = await this.service.sleep({ replicas, isWanted });
        if (put) {
          this.events.onPutOff?.(put.why);
          requests.usedMs = Math.max(requests.usedMs, put.usedMs);
          this.serves();
        } else {
          this.events.onSlept?.();
          this.isAtZero();
        }
      },
      (failure) => {
        this.events.onSleepFailed?.(failure);
        this.sleepNotBeforeMs = this.clock.now() + SLEEP_AGAIN_MS;
        this.serves();
      },
    );
  }

  private serves(): void {
    if (this.phase.is === 'gone') return;
    this.phase = { is: 'awake' };
    this.requests.passHeld();
  }

  /** There are no replicas: whoever came meanwhile wakes it. */
  private isAtZero(): void {
    if (this.phase.is === 'gone') return;
    this.phase = { is: 'asleep' };
    this.replicas = 0;
    if (this.requests.pending > 0) this.wake();
  }

  /** Something at the service, and what follows. Whatever is under way, a deletion that it tells of ends it. */
  private async carryOut(
    act: () => Promise<void>,
    failed: (failure: ExoError) => void = () => {},
  ): Promise<void> {
    try {
      await act();
    } catch (error) {
      const failure = error instanceof ExoError ? error : new ExoError('unexpected', asError(error).message);
      // Ended from outside: whoever waits is told by that.
      if (isInterruption(failure)) return;
      if (failure.kind !== 'not-found') return failed(failure);
      if (this.phase.is !== 'gone') this.events.onGone?.();
      this.phase = { is: 'gone' };
      this.replicas = 0;
      this.requests.refuseHeld(gone(this.settings.name));
    }
  }
}
