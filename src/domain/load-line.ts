/*
 * The line in which the engine (vLLM) tells every ten seconds how busy it is, as long as it is. Its parts have changed
 * with its versions: each is looked for by itself, so that others may stand between them.
 */

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
  /** `engine` tells those apart that share a replica (data parallel); empty where there is one. */
  | ({ kind: 'load'; engine: string } & LoadFigures)
  /** It would tell, and cannot be read: cut off, or of a form that is not known. */
  | { kind: 'unreadable' }
  /** A request was answered, or has come in. */
  | { kind: 'request' }
  /** The engine begins anew: what it told before is over. */
  | { kind: 'start' }
  /** The engine has ended, as it was told to. */
  | { kind: 'end' }
  /** Something went wrong. */
  | { kind: 'trouble' };

/** Colours that some set-ups put around what stands before the message. */
const COLOUR = /\x1b\[[\d;]*m/g;
/** How it begins, the elided form of some reports too. */
const BEGINNINGS = ['Avg prompt throughput: ', '... Running: '] as const;
/** Where quotation or a parenthesis of Python begins before it, it is somebody's text and not the engine's word. */
const QUOTED = /['"`{}]/;
const ENGINE = /Engine (\d+): $/;
const RUNNING = /\bRunning: (\d+) reqs\b/;
const NUMBERS = {
  pending: /\b(?:Waiting|Pending): (\d+) reqs\b/,
  swapped: /\bSwapped: (\d+) reqs\b/,
  kv: /(?<!CPU )\bKV cache usage: (\d+(?:\.\d+)?)%/,
  prompt: /\bAvg prompt throughput: (\d+(?:\.\d+)?) tokens\/s/,
  generation: /\bAvg generation throughput: (\d+(?:\.\d+)?) tokens\/s/,
};
/** Those of probes and of who has no access are nobody's work: GET, and what is answered with 401, 403, 404 or 405. */
const REQUEST =
  /^[^'"]*"(?:POST|PUT|PATCH|DELETE) \/\S* HTTP\/[\d.]+" (?!40[1345]\b)\d{3}\b|^[^'"]*"WebSocket \/\S*" \[accepted\]|^[^'"]*\bReceived request \S+: /;
const START =
  /^[^'"]*(?:vLLM API server version|Started server process|Application startup complete|Starting vLLM server|Starting to load model|Initializing (?:a|an) (?:V\d )?LLM engine)/;
const END =
  /^[^'"]*(?:Application shutdown complete|Finished server process|\[shutdown\] API server: shutdown)/;
const TROUBLE =
  /^[^'"]*?(?:^|[\s)|])(?:ERROR|CRITICAL) \d\d-\d\d |^[^'"]*\bTraceback \(most recent call last\)|^\s*(?:\w+\.)*\w*(?:Error|Exception): /;

/**
 * What a line says of how busy the engine is; undefined for all others.
 * @param message one line, whatever the set-up has put before the engine's own
 */
export function parseLoadLine(message: string): LoadLine | undefined {
  const line = message.includes('\x1b') ? message.replace(COLOUR, '') : message;
  const begins = Math.max(...BEGINNINGS.map((beginning) => line.indexOf(beginning)));
  if (begins >= 0) {
    const before = line.slice(0, begins);
    if (!QUOTED.test(before)) return figuresOf(line.slice(begins), ENGINE.exec(before)?.[1] ?? '');
  }
  if (REQUEST.test(line)) return { kind: 'request' };
  if (START.test(line)) return { kind: 'start' };
  if (END.test(line)) return { kind: 'end' };
  return TROUBLE.test(line) ? { kind: 'trouble' } : undefined;
}

function figuresOf(line: string, engine: string): LoadLine {
  const number = (pattern: RegExp) => {
    const text = pattern.exec(line)?.[1];
    return text === undefined ? undefined : Number(text);
  };
  const running = number(RUNNING);
  // `Waiting` has those that are deferred in it already.
  const pending = number(NUMBERS.pending);
  if (running === undefined || pending === undefined) return { kind: 'unreadable' };
  return {
    ...{ kind: 'load', engine, running, waiting: pending + (number(NUMBERS.swapped) ?? 0) },
    kvCachePercent: number(NUMBERS.kv),
    promptTokensPerSecond: number(NUMBERS.prompt),
    generationTokensPerSecond: number(NUMBERS.generation),
  };
}

/** Nothing to do at all: what the engine says last before it falls silent. */
export function isQuiet(figures: LoadFigures): boolean {
  const { running, waiting, promptTokensPerSecond, generationTokensPerSecond } = figures;
  return running === 0 && waiting === 0 && promptTokensPerSecond === 0 && generationTokensPerSecond === 0;
}
