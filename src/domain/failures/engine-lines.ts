import { cached } from '../cached.js';
import { own, tryJson } from '../json.js';
import { MESSAGE_KEYS, withoutEscapes } from '../load/load-line.js';
import { withoutTokens } from '../secrets.js';

/** A line with which a start begins; it may be the engine's logo. Lines before it are of an earlier start. */
export const BEGINS =
  /vLLM API server version|[▀▄█]\s+version \d+\.\d+\S*\s*$|Initializing (?:a|an) (?:V\d )?(?:LLM engine|vLLM)/;

/** Characters of a line that are searched; longer lines hold data. */
const LONGEST = 1_000;

/** A line as patterns read it: without colours, and cut off if it is too long. */
export const legible = (line: string) => withoutEscapes(line.slice(0, LONGEST));

/** Log levels below that of an error, as engines, Ray, FlashInfer and loguru write them. */
const LEVEL =
  /(?:^|[\s)|\][])(?:WARN(?:ING)?|DEBUG|INFO|TRACE)(?:\s*[:|\]]| +- | \d\d-\d\d | [\w./-]+:\d+ )|NCCL INFO |[wW]arning: |\[W\d|^[IW]\d{4} /;
/** The same levels as a field in JSON and logfmt, or in brackets. */
const LEVEL_NAMED =
  /(?:"(?:level(?:name)?|severity)": ?"|\blevel="?)(?:warn(?:ing)?|debug|info|trace)\b|\[(?:warn(?:ing)?|debug|info|trace) *\]/i;
/** Keys under which log set-ups that write JSON objects keep a stack trace. */
const TRACE_KEYS = ['exc_info', 'exception', 'traceback', 'stack_trace'] as const;

/**
 * The lines inside a JSON object, which may be a whole stack trace. Any other line stays as it is, and so does an
 * object with a level below that of an error.
 */
export function unwrapped(line: string): string[] {
  if (!/^\s*\{\s*"/.test(line) || LEVEL_NAMED.test(line)) return [line];
  const wrapped = tryJson(line);
  const texts = [...MESSAGE_KEYS, ...TRACE_KEYS].map((key) => own(wrapped, key));
  const lines = texts.flatMap((text) => (typeof text === 'string' ? text.trimEnd().split('\n') : []));
  return lines.length > 0 ? lines : [line];
}

/**
 * Lines about errors that pass: the engine tries again, or it has asked the hub for the size of a model in a folder,
 * which it does not need.
 */
const PASSES =
  /[rR]etrying (?:in )?\d|thrown while requesting [A-Z]+ https?:|\[Retry \d|Error retrieving (?:safetensors|file list: Repo id must)/;
/** Lines that print the engine's settings, or what it was working on: they name everything, and report no failure. */
const DUMPED =
  /Dumping (?:input|scheduler)|with config: model=|non-default args|args: Namespace\(|Received request /;
/** Lines of a stack trace that show code, and not the error. */
const TRACED = /(?:[\])|] {5,}|^ {4,})\S|^\s*[\^~]+\s*$/;

/**
 * Exceptions that end nothing: Python ignores them, for example at exit, or they are of the thread that reports usage.
 */
const IGNORED = /Exception ignored (?:in|on|while)\b|Exception in thread \S+ \(_report_usage_worker\)/;
/** The last line of a stack trace. */
const RAISED = /^[\w.]*(?:Error|Exception|Interrupt|Exit)\b/;

/** May a line prove a failure? A line without a level may, because it can be the error's own. */
export const isSerious = (line: string) =>
  ![LEVEL, LEVEL_NAMED, PASSES, DUMPED, TRACED].some((pattern) => pattern.test(line));

/** The lines without the stack traces of ignored exceptions. Lines that other processes wrote in between stay. */
export function withoutIgnored(lines: readonly string[]): string[] {
  // All lines of one trace begin with the same prefix, apart from the digits of their times.
  const prefixOf = (line: string, length: number) => line.slice(0, length).replace(/\d/g, '0');
  let prefix: string | undefined;
  return lines.filter((line) => {
    const ignored = IGNORED.exec(line);
    if (ignored) {
      prefix = prefixOf(line, ignored.index);
      return false;
    }
    if (prefix === undefined || prefixOf(line, prefix.length) !== prefix) return true;
    const text = line.slice(prefix.length);
    const isRaised = RAISED.test(text);
    if (isRaised) prefix = undefined;
    return !isRaised && !/^Traceback|^\s/.test(text);
  });
}

const inText = new Map<RegExp, RegExp>();

/**
 * The last line of a text that a pattern matches. One search through the whole text is many times faster than one per
 * line.
 */
export function lastLineOf(text: string, pattern: RegExp): string | undefined {
  const search = cached(inText, pattern, () => new RegExp(pattern.source, `${pattern.flags}gm`));
  search.lastIndex = 0;
  let last: string | undefined;
  for (let found = search.exec(text); found; found = search.exec(text)) {
    const start = text.lastIndexOf('\n', found.index - 1) + 1;
    const end = text.indexOf('\n', found.index);
    const line = text.slice(start, end < 0 ? undefined : end);
    // A match that goes beyond the end of the line does not count: no single line says it.
    if (pattern.test(line)) last = line;
    // The search goes on after the line feed; a match that begins with it would otherwise be found again and again.
    search.lastIndex = end < 0 ? text.length : end + 1;
  }
  return last;
}

/** The last three lines with errors, oldest first, to be shown if no cause is known. */
export function lastErrors(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /\bERROR\b|Error: |Exception: |Traceback/.test(line) && isSerious(line))
    .slice(-3)
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

/** The phase of a start, by its last lines; undefined if they show none. */
export function phaseOf(lines: readonly string[]): Phase | undefined {
  for (const line of [...lines].reverse()) {
    const phase = PHASES.find(({ pattern }) => pattern.test(line));
    if (phase) return phase;
    if (BEGINS.test(line)) return undefined;
  }
  return undefined;
}
