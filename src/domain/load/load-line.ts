import { own, tryJson } from '../json.js';

/*
 * The line of load that the engine (vLLM) writes every ten seconds while it is busy. Its parts have changed between
 * versions, so each is looked for by itself, whatever is between them.
 */

/** The engine's interval, in ms: it writes a line of load this often while it is busy. */
export const ENGINE_EVERY_MS = 10_000;

/**
 * How old a line of load may be to describe the present, in ms: the engine's interval, twice, and some time for a line
 * to arrive.
 */
export const FRESH_MS = 25_000;
/**
 * How long a line of load counts in decisions over several minutes, in ms: it takes four lost lines in a row to leave a
 * gap.
 */
export const HOLD_MS = 45_000;

/** The figures of a line of load. Those that a version does not write, or that are cut off, are undefined. */
export interface LoadFigures {
  /** Requests that are being worked on. */
  running: number;
  /** Requests that wait for their turn: queued, deferred and swapped out. */
  waiting: number;
  /** Share of the KV cache in use, 0 to 100. */
  kvCachePercent: number | undefined;
  /** Tokens per second since the line before: read from prompts, and generated. */
  promptTokensPerSecond: number | undefined;
  generationTokensPerSecond: number | undefined;
}

/** What a log line says about the load. */
export type LoadLine =
  /** `engine` names one of several engines of a replica (data parallel); empty where there is one. */
  | ({ kind: 'load'; engine: string } & LoadFigures)
  /** A line of load that cannot be read: it is cut off, or has an unknown form. */
  | { kind: 'unreadable' }
  /**
   * A request has come in or was answered. It makes no work if it was not let in. It is answered if the answer is no
   * error of the server.
   */
  | { kind: 'request'; makesWork: boolean; isAnswered: boolean }
  /** The engine starts, so earlier lines do not count any more; `isUp` once it serves. */
  | { kind: 'start'; isUp: boolean }
  /** The engine has ended on request. */
  | { kind: 'end' }
  /** The engine will write no lines of load. */
  | { kind: 'mute' }
  /** Something went wrong. */
  | { kind: 'trouble' };

/** How a line of load begins, also in the shortened form that some reports have. */
const BEGINNINGS = ['Avg prompt throughput: ', '... Running: '] as const;
/** Quotes and braces: text after one of them is somebody's, such as a prompt, and not the engine's own. */
const QUOTED = /['"`{}]/;
const ENGINE = /Engine (\d+): $/;
/** A line that is cut off so early that it may have been a line of load. */
const CUT_OFF =
  /(?:\bAvg(?: (?:[pg].*)?)?$|\bEngine(?: \d*:? ?(?:Av?)?)?$|\bI(?:N(?:F(?:O(?: (?:[\d-][^\]]*)?)?)?)?)?$|\.py:\d+\] ?\S{0,5}$)|^\(\w+(?: [^)]*)?\)?\s*$/;
/** A request with the status of its answer, unless the line is cut off before it. A GET is from a probe. */
const REQUEST =
  /"(?:POST|PUT|PATCH|DELETE) \/(?:\S* HTTP\/[\d.]+" (?<status>\d{3})\b)?|"WebSocket \/\S*" \[accepted\]|\bReceived request \S+: /;
/** The statuses of a request that was not let in. */
const NOT_LET_IN = /^40[1345]$/;
const UP = /Application startup complete/;
const START =
  /vLLM API server version|Started server process|Starting vLLM server|Starting to load model|Initializing an? (?:V\d )?LLM engine/;
const END = /Application shutdown complete|Finished server process|\[shutdown\] API server: shutdown/;
const MUTE = /disabling stats logging to avoid incomplete stats/;
const TROUBLE =
  /(?:^|[\s)|])(?:ERROR|CRITICAL) \d\d-\d\d |\bTraceback \(most recent call last\)|^\s*(?:\w+\.)*\w*(?:Error|Exception): |^Killed\s*$|Segmentation fault|Segfault encountered|Fatal Python error|OOMKilled|\bexited with code [1-9]/;

/**
 * What a log line says about the load; undefined if it says nothing.
 * @param message one line, with whatever the log set-up puts before the engine's own words
 */
export function parseLoadLine(message: string): LoadLine | undefined {
  const line = unwrapped(withoutEscapes(message));
  if (line === undefined) return { kind: 'unreadable' };
  let isQuoted = false;
  for (const beginning of BEGINNINGS) {
    const at = line.indexOf(beginning);
    if (at < 0) continue;
    const before = line.slice(0, at);
    isQuoted = QUOTED.test(before);
    if (!isQuoted) return figuresOf(line.slice(at), ENGINE.exec(before)?.[1] ?? '');
  }
  const request = said(REQUEST, line);
  if (request) {
    const status = request.groups?.status ?? '';
    return { kind: 'request', makesWork: !NOT_LET_IN.test(status), isAnswered: /^[1-4]/.test(status) };
  }
  if (said(UP, line)) return { kind: 'start', isUp: true };
  if (said(START, line)) return { kind: 'start', isUp: false };
  if (said(END, line)) return { kind: 'end' };
  if (said(MUTE, line)) return { kind: 'mute' };
  if (said(TROUBLE, line)) return { kind: 'trouble' };
  // The line of load is in quotes, but not in a request: the log set-up wraps lines in an unknown way.
  if (isQuoted) return { kind: 'unreadable' };
  return !QUOTED.test(line) && CUT_OFF.test(line) ? { kind: 'unreadable' } : undefined;
}

/** A line without the colours that some log set-ups add, and without the control sequences of progress bars. */
export const withoutEscapes = (line: string) =>
  line.includes('\x1b') ? line.replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, '') : line;

/** Keys under which log set-ups that write JSON objects keep the engine's own line. */
export const MESSAGE_KEYS = ['message', 'msg', 'log', 'event', 'text'] as const;

/** The engine's own line, also from inside a JSON object; undefined if that object is cut off. */
function unwrapped(line: string): string | undefined {
  if (!/^\s*\{\s*"/.test(line)) return line;
  const wrapped = tryJson(line);
  if (wrapped === undefined) return undefined;
  return MESSAGE_KEYS.map((key) => own(wrapped, key)).find((text) => typeof text === 'string') ?? line;
}

/** What the pattern matches in the engine's own words. Text after a quote or a brace is somebody else's. */
function said(pattern: RegExp, line: string): RegExpExecArray | undefined {
  const found = pattern.exec(line);
  return found && !QUOTED.test(line.slice(0, found.index)) ? found : undefined;
}

function figuresOf(line: string, engine: string): LoadLine {
  const running = numberIn(line, 'Running: ', ' reqs');
  // `Waiting` already includes deferred requests.
  const pending = numberIn(line, 'Waiting: ', ' reqs') ?? numberIn(line, 'Pending: ', ' reqs');
  if (running === undefined || pending === undefined) return { kind: 'unreadable' };
  return {
    kind: 'load',
    engine,
    running,
    waiting: pending + (numberIn(line, 'Swapped: ', ' reqs') ?? 0),
    kvCachePercent: numberIn(line, 'GPU KV cache usage: ', '%'),
    promptTokensPerSecond: numberIn(line, 'Avg prompt throughput: ', ' tokens/s'),
    generationTokensPerSecond: numberIn(line, 'Avg generation throughput: ', ' tokens/s'),
  };
}

/** The number between a label and its unit; undefined if there is none. */
function numberIn(line: string, label: string, unit: string): number | undefined {
  const at = line.indexOf(label);
  const end = at < 0 ? -1 : line.indexOf(unit, at);
  const text = end < 0 ? '' : line.slice(at + label.length, end);
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Does a line say that the engine has nothing to do? The engine writes one such line before it falls silent. */
export function isQuiet(figures: LoadFigures): boolean {
  const { running, waiting, promptTokensPerSecond, generationTokensPerSecond } = figures;
  return running === 0 && waiting === 0 && promptTokensPerSecond === 0 && generationTokensPerSecond === 0;
}

type Fold = (values: readonly number[]) => number;

export const sum: Fold = (values) => values.reduce((total, value) => total + value, 0);
export const mean: Fold = (values) => sum(values) / values.length;

/** Combines the figures of several lines; a figure that one of them lacks is undefined. */
export function folded(
  all: readonly LoadFigures[],
  { requests, cache, tokens }: { requests: Fold; cache: Fold; tokens: Fold },
): LoadFigures {
  const of = (key: keyof LoadFigures, fold: Fold) => {
    const known = all.flatMap((figures) => figures[key] ?? []);
    return known.length < all.length ? undefined : fold(known);
  };
  return {
    running: of('running', requests) ?? 0,
    waiting: of('waiting', requests) ?? 0,
    kvCachePercent: of('kvCachePercent', cache),
    promptTokensPerSecond: of('promptTokensPerSecond', tokens),
    generationTokensPerSecond: of('generationTokensPerSecond', tokens),
  };
}
