import { LONGEST_TIMER_MS } from '../clock.js';

/** A signal that is aborted with another one, or after a time; `end` takes the time off. */
export interface TimeLimit {
  signal: AbortSignal;
  /** The time was up. */
  readonly isOver: boolean;
  end(): void;
  /** The time begins anew. */
  again(): void;
}

/** @param ms Infinity for no limit */
export function timeLimit(signal: AbortSignal, ms: number): TimeLimit {
  const limit = new AbortController();
  const start = () => (ms > LONGEST_TIMER_MS ? undefined : setTimeout(() => limit.abort(), Math.max(0, ms)));
  let timer = start();
  return {
    signal: AbortSignal.any([signal, limit.signal]),
    get isOver() {
      return limit.signal.aborted;
    },
    end: () => clearTimeout(timer),
    again() {
      clearTimeout(timer);
      timer = start();
    },
  };
}
