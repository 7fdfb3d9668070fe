import { own, tryJson } from '../json.js';

/*
 * The line in which the engine (vLLM) tells every ten seconds how busy it is, as long as it is. Its parts have changed
 * with its versions: each is looked for by itself, so that others may stand between them.
 */

/** The engine's interval, twice, and some time for a line to arrive, in ms: what is older says nothing of now. */
export const FRESH_MS = 25_000;
/**
 * How long a line holds where a decision rests on several minutes, in ms: a lost line makes no hole, only four lost in a row
 * do.
 */
export const HOLD_MS = 45_000;

/** What one such line says. What a version does not say, or what has been cut off, is undefined. */
export interface LoadFigures {
  /** Requests that are being worked on. */
  running: number;
  /** Requests that wait for their turn: queued, put off, and swapped out. */
  waiting: number;
  /** Share of the KV cache in use, 0 to 100. */
  kvCachePercent: number | undefined;
  /** Tokens a second in the interval before: read from prompts, and written. */
  promptTokensPerSecond: number | undefined;
  generationTokensPerSecond: number | undefined;
}

/** What a line of the logs tells of how busy the engine is. */
export type LoadLine =
  /** `engine` names one of several engines of a replica (data parallel); empty where there is one. */
  | ({ kind: 'load'; engine: string } & LoadFigures)
  /** A line of load that cannot be read: cut off, or of a form that is not known. */
  | { kind: 'unreadable' }
  /** A request was answered, or has come in. */
  | { kind: 'request' }
  /** The engine begins anew: what it told before is over. */
  | { kind: 'start' }
  /** The engine has ended, as it was told to. */
  | { kind: 'end' }
  /** Something went wrong. */
  | { kind: 'trouble' };

/** How a line of load begins, the elided form of some reports too. */
const BEGINNINGS = ['Avg prompt throughput: ', '... Running: '] as const;
/** Signs of quotation: behind one of them stands somebody's text, and not what the engine says itself. */
const QUOTED = /['"`{}]/;
const ENGINE = /Engine (\d+): $/;
/** A line that was cut off before it said anything: it may have been a line of load. */
const CUT_OFF =
  /(?:\bAvg(?: (?:[pg].*)?)?$|\bEngine(?: \d*:? ?(?:Av?)?)?$|\bI(?:N(?:F(?:O(?: (?:[\d-][^\]]*)?)?)?)?)?$|\.py:\d+\] ?\S{0,5}$)|^\(\w+(?: [^)]*)?\)?\s*$/;
/** A request that is work. A GET is a probe's, and what is answered with 401, 403, 404 or 405 was not let in. */
const REQUEST =
  /"(?:POST|PUT|PATCH|DELETE) \/\S* HTTP\/[\d.]+" (?!40[1345]\b)\d{3}\b|"WebSocket \/\S*" \[accepted\]|\bReceived request \S+: /;
const START =
  /vLLM API server version|Started server process|Application startup complete|Starting vLLM server|Starting to load model|Initializing an? (?:V\d )?LLM engine/;
const END = /Application shutdown complete|Finished server process|\[shutdown\] API server: shutdown/;
const TROUBLE =
  /(?:^|[\s)|])(?:ERROR|CRITICAL) \d\d-\d\d |\bTraceback \(most recent call last\)|^\s*(?:\w+\.)*\w*(?:Error|Exception): /;

/**
 * What a line says of how busy the engine is; undefined for all others.
 * @param message one line, whatever the set-up has put before the engine's own
 */
export function parseLoadLine(message: string): LoadLine | undefined {
  const line = unwrapped(withoutColours(message));
  if (line === undefined) return { kind: 'unreadable' };
  let isQuoted = false;
  for (const beginning of BEGINNINGS) {
    const at = line.indexOf(beginning);
    if (at < 0) continue;
    const before = line.slice(0, at);
    isQuoted = QUOTED.test(before);
    if (!isQuoted) return figuresOf(line.slice(at), ENGINE.exec(before)?.[1] ?? '');
  }
  if (says(REQUEST, line)) return { kind: 'request' };
  if (says(START, line)) return { kind: 'start' };
  if (says(END, line)) return { kind: 'end' };
  if (says(TROUBLE, line)) return { kind: 'trouble' };
  // Figures in quotes that nobody has typed: a set-up that wraps lines in a way that is not known.
  if (isQuoted) return { kind: 'unreadable' };
  return !QUOTED.test(line) && CUT_OFF.test(line) ? { kind: 'unreadable' } : undefined;
}

/** A line without the colours that some set-ups put around what stands before the message. */
export const withoutColours = (line: string) =>
  line.includes('\x1b') ? line.replace(/\x1b\[[\d;]*m/g, '') : line;

/** Where set-ups that log a JSON object a line keep what the engine has written. */
export const MESSAGE_KEYS = ['message', 'msg', 'log', 'event', 'text'] as const;

/** What the engine has written, taken out of a JSON object where it is in one; undefined where that is cut off. */
function unwrapped(line: string): string | undefined {
  if (!/^\s*\{\s*"/.test(line)) return line;
  const wrapped = tryJson(line);
  if (wrapped === undefined) return undefined;
  return MESSAGE_KEYS.map((key) => own(wrapped, key)).find((text) => typeof text === 'string') ?? line;
}

/** Does the engine say it itself? What stands behind a quotation is somebody else's text. */
function says(pattern: RegExp, line: string): boolean {
  const found = pattern.exec(line);
  return found !== null && !QUOTED.test(line.slice(0, found.index));
}

function figuresOf(line: string, engine: string): LoadLine {
  const running = numberIn(line, 'Running: ', ' reqs');
  // `Waiting` has those that are deferred in it already.
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

/** The number between a label and its unit; undefined where it is not there, or is none. */
function numberIn(line: string, label: string, unit: string): number | undefined {
  const at = line.indexOf(label);
  const end = at < 0 ? -1 : line.indexOf(unit, at);
  const text = end < 0 ? '' : line.slice(at + label.length, end);
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Has the engine nothing to do at all? It says so once more before it falls silent. */
export function isQuiet(figures: LoadFigures): boolean {
  const { running, waiting, promptTokensPerSecond, generationTokensPerSecond } = figures;
  return running === 0 && waiting === 0 && promptTokensPerSecond === 0 && generationTokensPerSecond === 0;
}

type Fold = (values: readonly number[]) => number;

export const sum: Fold = (values) => values.reduce((total, value) => total + value, 0);
export const mean: Fold = (values) => sum(values) / values.length;

/** Figures of several as one; what one of them does not say is not said. */
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
