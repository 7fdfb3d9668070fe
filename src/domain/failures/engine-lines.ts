import { cached } from '../cached.js';
import { own, tryJson } from '../json.js';
import { MESSAGE_KEYS, withoutColours } from '../load/load-line.js';
import { withoutTokens } from '../secrets.js';

/** A start begins, be it by the engine's drawing of itself: what stands before it is of another one. */
export const BEGINS =
  /vLLM API server version|[▀▄█]\s+version \d+\.\d+\S*\s*$|Initializing (?:a|an) (?:V\d )?(?:LLM engine|vLLM)/;

/** Longer lines are data. */
const LONGEST = 1_000;

/** A line as patterns read it: without colours, and cut off where it is too long. */
export const legible = (line: string) => withoutColours(line.slice(0, LONGEST));

/** Levels below that of an error, as engines, Ray, FlashInfer and loguru write them. */
const LEVEL =
  /(?:^|[\s)|\][])(?:WARN(?:ING)?|DEBUG|INFO|TRACE)(?:\s*[:|\]]| +- | \d\d-\d\d | [\w./-]+:\d+ )|NCCL INFO |[wW]arning: |\[W\d|^[IW]\d{4} /;
/** The same under a name, in JSON and logfmt, or in brackets. */
const LEVEL_NAMED =
  /(?:"(?:level(?:name)?|severity)": ?"|\blevel="?)(?:warn(?:ing)?|debug|info|trace)\b|\[(?:warn(?:ing)?|debug|info|trace) *\]/i;
/** Where set-ups that log a JSON object a line keep a trace. */
const TRACE_KEYS = ['exc_info', 'exception', 'traceback', 'stack_trace'] as const;

/**
 * The lines of what stands in a JSON object, which may be a whole trace; any other line as it is, and an object whose own
 * level is below that of an error.
 */
export function unwrapped(line: string): string[] {
  if (!/^\s*\{\s*"/.test(line) || LEVEL_NAMED.test(line)) return [line];
  const wrapped = tryJson(line);
  const texts = [...MESSAGE_KEYS, ...TRACE_KEYS].map((key) => own(wrapped, key));
  const lines = texts.flatMap((text) => (typeof text === 'string' ? text.trimEnd().split('\n') : []));
  return lines.length > 0 ? lines : [line];
}

/** What will be tried again; the size of a model at a path, which is looked for on the hub and not needed. */
const PASSES =
  /[rR]etrying (?:in )?\d|thrown while requesting [A-Z]+ https?:|\[Retry \d|Error retrieving (?:safetensors|file list: Repo id must)/;
/** What the engine was started with, and what it was busy with: names of everything, and no failure of any of it. */
const DUMPED =
  /Dumping (?:input|scheduler)|with config: model=|non-default args|args: Namespace\(|Received request /;
/** Lines of a trace of calls: code, not what went wrong. */
const TRACED = /(?:[\])|] {5,}|^ {4,})\S|^\s*[\^~]+\s*$/;

/** What ends nothing: Python ignores it, as when it ends anyway, or it was counting on the side. */
const IGNORED = /Exception ignored (?:in|on|while)\b|Exception in thread \S+ \(_report_usage_worker\)/;
/** The last line of a trace. */
const RAISED = /^[\w.]*(?:Error|Exception|Interrupt|Exit)\b/;

/** May it prove a failure? What has no level may be an error's own line. */
export const isSerious = (line: string) =>
  ![LEVEL, LEVEL_NAMED, PASSES, DUMPED, TRACED].some((pattern) => pattern.test(line));

/** Lines without the traces of what was ignored; those that others wrote between stay. */
export function withoutIgnored(lines: readonly string[]): string[] {
  // Only times differ in what stands before the lines of one trace.
  const begin = (line: string, length: number) => line.slice(0, length).replace(/\d/g, '0');
  let before: string | undefined;
  return lines.filter((line) => {
    const ignored = IGNORED.exec(line);
    if (ignored) {
      before = begin(line, ignored.index);
      return false;
    }
    if (before === undefined || begin(line, before.length) !== before) return true;
    const said = line.slice(before.length);
    const isRaised = RAISED.test(said);
    if (isRaised) before = undefined;
    return !isRaised && !/^Traceback|^\s/.test(said);
  });
}

const inText = new Map<RegExp, RegExp>();

/** The last line of a text that a pattern fits. One search of it all is many times quicker than one a line. */
export function lastLineOf(text: string, pattern: RegExp): string | undefined {
  const search = cached(inText, pattern, () => new RegExp(pattern.source, `${pattern.flags}gm`));
  search.lastIndex = 0;
  let last: string | undefined;
  for (let found = search.exec(text); found; found = search.exec(text)) {
    const start = text.lastIndexOf('\n', found.index - 1) + 1;
    const end = text.indexOf('\n', found.index);
    const line = text.slice(start, end < 0 ? undefined : end);
    // What goes over the end of its line is nothing that the engine said.
    if (pattern.test(line)) last = line;
    // Behind the line feed: one that was found by it would be found for ever.
    search.lastIndex = end < 0 ? text.length : end + 1;
  }
  return last;
}

/** The last lines that are errors, oldest first: what is left where no cause is known. */
export function lastErrors(lines: readonly string[], most = 3): string[] {
  return lines
    .filter((line) => /\bERROR\b|Error: |Exception: |Traceback/.test(line) && isSerious(line))
    .slice(-most)
    .map((line) => withoutTokens(line.trim()));
}

/** What the engine is doing while it starts, and how long that usually takes. */
export interface Phase {
  doing: string;
  usually: string;
}

const PHASES: readonly (Phase & { pattern: RegExp })[] = [
  {
    pattern: /Application startup complete|Starting vLLM server|Uvicorn running/,
    doing: 'answering soon',
    usually: 'seconds',
  },
  {
    pattern: /Graph capturing|Capturing (?:CUDA )?graph|torch\.compile/i,
    doing: 'capturing graphs',
    usually: 'up to 2 minutes',
  },
  { pattern: /KV cache/, doing: 'reserving memory for the KV cache', usually: 'seconds' },
  {
    pattern: /downloading weights|Downloading/i,
    doing: 'downloading the weights',
    usually: 'some minutes, longer for large models',
  },
  {
    pattern: /Loading (?:weights|safetensors|model)|Model loading took|Starting to load model/i,
    doing: 'loading the weights',
    usually: '1 to 5 minutes, longer for large models',
  },
];

/** What the last lines tell of a start; undefined where they tell nothing. */
export function phaseOf(lines: readonly string[]): Phase | undefined {
  for (const line of [...lines].reverse()) {
    const phase = PHASES.find(({ pattern }) => pattern.test(line));
    if (phase) return phase;
    if (BEGINS.test(line)) return undefined;
  }
  return undefined;
}
