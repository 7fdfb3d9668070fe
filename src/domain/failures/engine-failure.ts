/** What helps against a failure: in words, or as data that a command is made of. */
export type Remedy =
  | string
  /** Sets engine parameters; all others stay. */
  | { kind: 'parameters'; set: Readonly<Record<string, string>> }
  /** Raises an engine parameter that is set below `to`; all others stay. */
  | { kind: 'raise'; flag: string; to: number }
  /**
   * Sets an engine parameter to `to`, or to the share `part` of its value if it is no larger already; all others stay.
   */
  | { kind: 'lower'; flag: string; to: number; part: number }
  /** A clone with `times` as many GPUs per replica, because the GPU count of a deployment cannot be changed. */
  | { kind: 'gpus'; times: number }
  /** A clone with one of these GPU counts. */
  | { kind: 'gpu-counts'; counts: readonly number[] }
  /** A clone with another GPU count, which has to be found out. */
  | { kind: 'fit' }
  /** A clone of another GPU type. */
  | { kind: 'gpu-type'; why: string }
  /** Scales the deployment to zero, and up again. */
  | { kind: 'restart' }
  /** Shows the parameters that the version of its engine knows. */
  | { kind: 'known-parameters' }
  /** Shows more of the logs, above the line. */
  | { kind: 'logs' };

/** A kind of failure of the inference engine (vLLM): the line that it writes, its meaning, and what helps. */
export interface EngineFailure {
  kind: string;
  /** Matches the line that proves the failure; its groups are for `meaning` and `remedies`. */
  pattern: RegExp;
  meaning: OfLine<string>;
  remedies: OfLine<Remedy[]>;
  /**
   * `start`: it stops an engine that starts; from an engine that serves, it is only about a request. `requests`:
   * requests fail, but the engine goes on serving. `consequence`: it follows from another failure, and counts only if
   * no line says more. Absent: it stops the engine at any time.
   */
  role?: 'start' | 'requests' | 'consequence';
  /** Its meaning depends on how far the engine had got: loading, starting or serving. */
  isByTime?: true;
  /** A worker says it of another one, which may have ended for a reason of its own. */
  isOfOthers?: true;
  /** The engine does not log it as an error, so lines of all levels are searched. */
  isToldOnly?: true;
}

/** The named groups of a pattern, as matched in a line. */
export type Groups = Readonly<Record<string, string | undefined>>;
/** A value that is the same for every line, or made from the groups of the line. */
export type OfLine<T extends string | Remedy[]> = T | ((groups: Groups) => T);

/** Sets an engine parameter; all others stay. @param value empty for a switch */
export const setParameter = (flag: string, value: string): Remedy => ({
  kind: 'parameters',
  set: { [flag]: value },
});
/** The engine takes less of the GPU memory, which leaves more for everything else. */
export const LESS_MEMORY: Remedy = {
  kind: 'lower',
  flag: '--gpu-memory-utilization',
  to: 0.85,
  part: 0.9,
};
/** The engine runs fewer requests at once. */
export const fewerRequests = (to: number): Remedy => ({
  kind: 'lower',
  flag: '--max-num-seqs',
  to,
  part: 0.5,
});
/** The engine takes as much GPU memory as by default, if it is set to take less. */
export const ALL_MEMORY: Remedy = { kind: 'raise', flag: '--gpu-memory-utilization', to: 0.9 };
export const MORE_GPUS: Remedy = { kind: 'gpus', times: 2 };
/** A clone of another GPU type. @param why what its GPUs have: `a newer GPU` */
export const otherGpus = (why: string): Remedy => ({ kind: 'gpu-type', why });
export const RESTART: Remedy = { kind: 'restart' };
export const TELL_EXOSCALE: Remedy = 'if it happens again, tell Exoscale';
export const KNOWN_PARAMETERS: Remedy = { kind: 'known-parameters' };
export const READ_LOGS: Remedy = { kind: 'logs' };
export const OTHER_ENGINE = 'another engine version, with --inference-engine-version';
export const QUANTIZED: Remedy = 'use a quantized version of the model';
