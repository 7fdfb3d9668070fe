import type { Clock } from '../clock.js';
import { LEFT, type Refusal } from './refusals.js';

/** The permission to pass a request on. */
export interface Pass {
  /** Call this once, when the request has ended, successfully or not. */
  ended(): void;
}

interface Held {
  sinceMs: number;
  answer(answer: Pass | Refusal): void;
}

/** The requests for one deployment: those that are held until it serves, and those that were passed on. */
export class Requests {
  /** The request that has waited longest comes first. */
  private readonly held = new Set<Held>();
  /** How many requests were passed on and have not ended. */
  busy = 0;
  /** When a request last began or ended, or the deployment was used in another way, in ms. */
  usedMs: number;

  constructor(private readonly clock: Clock) {
    this.usedMs = clock.now();
  }

  get pending(): number {
    return this.held.size;
  }

  /** Notes that the deployment is used now, by a request or in another way. */
  used(): void {
    this.usedMs = this.clock.now();
  }

  pass(): Pass {
    this.used();
    this.busy++;
    return {
      ended: () => {
        this.used();
        this.busy--;
      },
    };
  }

  /**
   * Holds a request until it is passed on or refused, or its caller goes away.
   * @param left aborted when the caller does
   */
  hold(left: AbortSignal): Promise<Pass | Refusal> {
    return new Promise((answer) => {
      const one = { sinceMs: this.clock.now(), answer };
      this.held.add(one);
      left.addEventListener('abort', () => this.held.delete(one) && answer(LEFT), { once: true });
    });
  }

  passHeld(): void {
    for (const { answer } of this.held) answer(this.pass());
    this.held.clear();
  }

  /** Refuses held requests. @param afterMs refuse only those that have waited at least this long */
  refuseHeld(refusal: Refusal, afterMs = 0): void {
    for (const one of this.held) {
      if (this.clock.now() - one.sinceMs < afterMs) continue;
      this.held.delete(one);
      one.answer(refusal);
    }
  }
}
