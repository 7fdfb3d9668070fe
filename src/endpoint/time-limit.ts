import { limitedTo } from '../clock.js';

/** A signal that is aborted when another one is, or when a time is over. */
export interface TimeLimit {
  signal: AbortSignal;
  /** Whether the time is over. */
  readonly isOver: boolean;
  end(): void;
  /** Starts the time anew. */
  again(): void;
}

/** Limits a signal by a time, which starts now. @param ms Infinity for no limit */
export function timeLimit(signal: AbortSignal, ms: number): TimeLimit {
  const limit = new AbortController();
  const start = () => limitedTo(ms, () => limit.abort());
  let stopTimer = start();
  return {
    signal: AbortSignal.any([signal, limit.signal]),
    get isOver() {
      return limit.signal.aborted;
    },
    end: () => stopTimer(),
    again() {
      stopTimer();
      stopTimer = start();
    },
  };
}
