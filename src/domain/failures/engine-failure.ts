/** What can be done about a failure: in words, or as that of which a command is made. */
export type Remedy =
  | string
  /** Engine parameters to set, others kept. */
  | { kind: 'parameters'; set: Readonly<Record<string, string>> }
  /** An engine parameter that is set below this, raised to it, others kept. */
  | { kind: 'raise'; flag: string; to: number }
  /** An engine parameter to set to this, others kept; one that is no larger already, to a part of what it is. */
  | { kind: 'lower'; flag: string; to: number; part: number }
  /** A deployment like it with so many times the GPUs a replica, which cannot be changed. */
  | { kind: 'gpus'; times: number }
  /** A deployment like it with one of these numbers of GPUs a replica. */
  | { kind: 'gpu-counts'; counts: readonly number[] }
  /** A deployment like it with another number of GPUs a replica, which has to be found out. */
  | { kind: 'fit' }
  /** A deployment like it on other GPUs. */
  | { kind: 'gpu-type'; why: string }
  /** To zero, and up again. */
  | { kind: 'restart' }
  /** Which parameters the version of its engine takes. */
  | { kind: 'known-parameters' }
  /** What stands above in the logs. */
  | { kind: 'logs' };

/** A kind of failure of the inference engine (vLLM): what it writes, what that means, and what helps. */
export interface EngineFailure {
  kind: string;
  /** What the line that proves it contains; its groups are for the other two. */
  pattern: RegExp;
  meaning: OfLine<string>;
  remedies: OfLine<Remedy[]>;
  /**
   * `start`: it happens while the engine starts; one that serves says it of requests alone. `requests`: it fails requests and
   * not the engine, which goes on serving. `consequence`: it follows from something else, and counts only where nothing says
   * more. Absent: the engine fails of it at any time.
   */
  role?: 'start' | 'requests' | 'consequence';
  /** What it means depends on how far the engine was: loading, starting, serving. */
  isByTime?: true;
  /** Workers say it of others, also of one that has ended for a reason of its own. */
  isOfOthers?: true;
  /** The engine does not call it an error itself. */
  isToldOnly?: true;
}

/** The named groups of a pattern in the line that it fits. */
export type Groups = Readonly<Record<string, string | undefined>>;
/** The same whatever the line says, or made of what it says. */
export type OfLine<T extends string | Remedy[]> = T | ((groups: Groups) => T);

/** An engine parameter to set, others kept. @param value empty for a switch */
export const setParameter = (flag: string, value: string): Remedy => ({
  kind: 'parameters',
  set: { [flag]: value },
});
/** Less of the memory, which leaves more beside it. */
export const LESS_MEMORY: Remedy = {
  kind: 'lower',
  flag: '--gpu-memory-utilization',
  to: 0.85,
  part: 0.9,
};
/** Fewer requests at once. */
export const fewerRequests = (to: number): Remedy => ({
  kind: 'lower',
  flag: '--max-num-seqs',
  to,
  part: 0.5,
});
/** More of the memory, where it was asked to take less than it takes by itself. */
export const ALL_MEMORY: Remedy = { kind: 'raise', flag: '--gpu-memory-utilization', to: 0.9 };
export const MORE_GPUS: Remedy = { kind: 'gpus', times: 2 };
/** A deployment like it on other GPUs. @param why what those have: `a newer GPU` */
export const otherGpus = (why: string): Remedy => ({ kind: 'gpu-type', why });
export const RESTART: Remedy = { kind: 'restart' };
export const TELL_EXOSCALE: Remedy = 'if it stays so, tell Exoscale';
export const KNOWN_PARAMETERS: Remedy = { kind: 'known-parameters' };
export const READ_LOGS: Remedy = { kind: 'logs' };
export const QUANTIZED: Remedy = 'take a quantized version of the model';
