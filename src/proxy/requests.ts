import type { Clock } from '../clock.js';
import { LEFT, type Refusal } from './refusal.js';

/** A request that may be passed on. */
export interface Pass {
  /** To be called once, when it has ended, well or not. */
  ended(): void;
}

interface Held {
  sinceMs: number;
  answer(answer: Pass | Refusal): void;
}

/** The requests for one deployment: those that are held until it serves, and those that were passed on. */
export class Requests {
  /** The longest waiting first. */
  private readonly held = new Set<Held>();
  /** Passed on and not ended. */
  busy = 0;
  /** When one last began or ended, or the deployment was otherwise used. */
  usedMs: number;

  constructor(private readonly clock: Clock) {
    this.usedMs = clock.now();
  }

  get pending(): number {
    return this.held.size;
  }

  /** The deployment is used now, whoever does. */
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

  /** Waits until it is passed on or refused, or its caller goes away. @param left aborted when its caller does */
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

  /** @param afterMs only those that have waited so long */
  refuseHeld(refusal: Refusal, afterMs = 0): void {
    for (const one of this.held) {
      if (this.clock.now() - one.sinceMs < afterMs) continue;
      this.held.delete(one);
      one.answer(refusal);
    }
  }
}
