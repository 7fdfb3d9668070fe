import type { Clock } from '../clock.js';
import { asError } from '../domain/system-error.js';
import { ExoError, isInterruption } from '../errors.js';
import type { Requests } from './pending-requests.js';
import { gone, type Refusal, unwoken } from './refusals.js';
import type { FirstSeen, KeeperEvents, KeeperSettings, Service } from './service.js';

type Phase =
  | { is: 'awake' | 'asleep' | 'gone' }
  /** The proxy scales it up, or waits for somebody else's replicas to serve: requests are held. */
  | { is: 'waking' }
  /** A scaling to zero is under way. It cannot be cancelled, so requests are held until it has ended. */
  | { is: 'going-to-sleep' }
  /** It could not be woken. Until `untilMs` requests are refused with this reason, and no other try is made. */
  | { is: 'failed'; untilMs: number; why: Pick<Refusal, 'code' | 'message'> };

/** After a failed wake, requests are refused for this long without another try, in ms. */
export const FAILED_FOR_MS = 30_000;
/** After a failed scaling to zero, it is tried again this much later, in ms, because idle GPUs are billed. */
export const SLEEP_AGAIN_MS = 60_000;

/**
 * Scales one deployment, one scaling at a time, knows its phase, and releases the held requests. A scaling that
 * somebody else has begun is waited for and not repeated, so that an outdated look at the service costs no GPUs.
 */
export class Scaler {
  phase: Phase = { is: 'awake' };
  /**
   * The replicas last seen; undefined if the service does not tell them, or has not been asked since the wake began.
   */
  replicas: number | undefined;
  /** How many waits and scalings are under way. */
  private underWay = 0;
  /** Scaling to zero has failed, and is not tried again before this moment, in ms. */
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

  /** Whether the deployment may have GPUs that are billed, and scaling it to zero may be tried now. */
  get maySleep(): boolean {
    const { phase, replicas, clock } = this;
    const mayBeBilled = phase.is === 'awake' || (phase.is === 'failed' && replicas !== 0);
    return mayBeBilled && clock.now() >= this.sleepNotBeforeMs;
  }

  /** Asks the service for the replicas, which others may have changed. A request that fails changes nothing. */
  look(): Promise<void> {
    return this.carryOut(async () => this.seen((await this.service.look()).replicas));
  }

  private seen(replicas: number | undefined): void {
    const { is } = this.phase;
    if (is === 'gone') this.isBack(replicas);
    if (replicas === undefined || (is !== 'awake' && is !== 'asleep' && is !== 'failed')) return;
    const isOther = replicas !== this.replicas;
    this.replicas = replicas;
    // A wake that failed may have scaled the deployment all the same. The phase stays, and `maySleep` goes by replicas.
    if (is === 'failed') return;
    // A change by somebody else counts as use, so that a replica they have just started is not taken away at once.
    if (isOther) this.requests.used();
    if (replicas === 0) this.phase = { is: 'asleep' };
    else if (is === 'asleep') this.hasReplicas();
  }

  /** It was taken for deleted and is there all the same: it is served again, and put to sleep, or GPUs run unseen. */
  private isBack(replicas: number | undefined): void {
    // What has begun before the deletion must end first, or the deployment might be scaled twice.
    if (this.underWay > 0) return;
    this.events.onBack?.();
    this.replicas = replicas;
    this.requests.used();
    if (replicas === 0) this.phase = { is: 'asleep' };
    else this.hasReplicas();
  }

  /** There are replicas. A proxy that may wake holds requests until they answer; any other proxy passes requests on. */
  private hasReplicas(): void {
    if (this.settings.wake === undefined) this.phase = { is: 'awake' };
    else this.waits(() => this.service.watch());
  }

  /** Scales the deployment up, for the requests that are held. */
  wake(): void {
    const began = this.clock.now();
    // From now on the replicas seen before are outdated.
    this.replicas = undefined;
    this.events.onWake?.();
    this.waits(async () => {
      await this.service.wake(this.settings.wake ?? 1);
      this.events.onWoken?.(this.clock.now() - began);
      return 'serves';
    });
  }

  /** Holds requests until `until` says that the deployment serves. If that fails, refuses them for FAILED_FOR_MS. */
  private waits(until: Service['watch']): void {
    this.phase = { is: 'waking' };
    const { requests } = this;
    this.begin(
      async () => {
        // `stopped`: somebody has scaled it to zero meanwhile, or the replicas that were seen were outdated.
        if ((await until()) === 'stopped') return this.isAtZero();
        this.replicas ||= this.settings.wake;
        requests.used();
        this.serves();
      },
      (failure) => {
        this.events.onWakeFailed?.(failure);
        if (this.phase.is === 'gone') return;
        // OpenAI's error codes are written with underscores, and programs decide by them.
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
    this.begin(
      async () => {
        const isWanted = () => requests.pending > 0 || requests.busy > 0;
        const putOff = await this.service.sleep({ replicas, isWanted });
        if (putOff) {
          this.events.onPutOff?.(putOff.why);
          requests.usedMs = Math.max(requests.usedMs, this.clock.now() - putOff.agoMs);
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

  /** Notes that there are no replicas. If requests came meanwhile and are held, wakes the deployment again. */
  private isAtZero(): void {
    if (this.phase.is === 'gone') return;
    this.phase = { is: 'asleep' };
    this.replicas = 0;
    if (this.requests.pending > 0) this.wake();
  }

  /** Runs a wait or a scaling in the background. */
  private begin(act: () => Promise<void>, failed: (failure: ExoError) => void): void {
    this.underWay++;
    void this.carryOut(act, failed).finally(() => {
      this.underWay--;
    });
  }

  /** Runs something that asks the service. If the service says that the deployment was deleted, its phase is `gone`. */
  private async carryOut(
    act: () => Promise<void>,
    failed: (failure: ExoError) => void = () => {},
  ): Promise<void> {
    try {
      await act();
    } catch (error) {
      const failure = error instanceof ExoError ? error : new ExoError('unexpected', asError(error).message);
      // The program is being ended: closing the proxy answers the held requests.
      if (isInterruption(failure)) return;
      if (failure.kind !== 'not-found') return failed(failure);
      if (this.phase.is !== 'gone') this.events.onGone?.();
      this.phase = { is: 'gone' };
      this.replicas = 0;
      this.requests.refuseHeld(gone(this.settings.name));
    }
  }
}
