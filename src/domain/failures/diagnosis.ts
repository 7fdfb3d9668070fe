import { withoutTokens } from '../secrets.js';
import {
  type EngineFailure,
  fewerRequests,
  type Groups,
  LESS_MEMORY,
  type OfLine,
  type Remedy,
  setParameter,
} from './engine-failure.js';
import { hasLoaded, isServing, lastServing, startsOf } from './engine-life.js';
import { isSerious, lastLineOf, legible, withoutIgnored } from './engine-lines.js';
import { LAST } from './failures-last.js';
import { MACHINES } from './failures-of-machines.js';
import { MEMORY, OUT_OF_MEMORY } from './failures-of-memory.js';
import { MODELS } from './failures-of-models.js';
import { SETTINGS } from './failures-of-settings.js';

const ofStart = (rows: readonly EngineFailure[]) =>
  rows.map((failure) => ({ ...failure, role: 'start' as const }));

/**
 * A row for each kind of failure and each wording. Specific rows come before general ones, and a cause before its
 * consequences: if one worker has no memory, the others wait for it in vain. The patterns match several versions of
 * vLLM, PyTorch and transformers, which change the text around a message more often than the message itself.
 */
const ENGINE_FAILURES: readonly EngineFailure[] = [
  ...ofStart([...SETTINGS, ...MEMORY]),
  ...OUT_OF_MEMORY,
  ...ofStart(MODELS),
  ...MACHINES,
  ...LAST,
];

/** The failure that the logs of a deployment prove. */
export interface Diagnosis {
  kind: string;
  role: EngineFailure['role'];
  /** The cause in words: `KV cache does not fit: …`. */
  cause: string;
  /** The line that proves it, as it was written, with secrets hidden. */
  evidence: string;
  remedies: Remedy[];
  /** `high`: the line names the cause; `low`: the cause is something else, which is not in the logs. */
  confidence: 'high' | 'low';
}

/**
 * Why the engine does not serve, by its log lines; undefined if they prove no failure. Lines from before the engine
 * last served do not count, and after it a cause counts before its consequences. The cause is often many lines above
 * the last error, and repeated at each start, so the last start that shows one counts.
 * @param lines of the logs of one replica, oldest first
 */
export function diagnose(lines: readonly string[]): Diagnosis | undefined {
  const plain = withoutIgnored(lines.map(legible));
  const lastServed = lastServing(plain);
  const hasServed = lastServed >= 0;
  const after = plain.slice(lastServed + 1);
  const isUp = isServing(after, hasServed);
  const isCause: Counts = ({ role }) => role === undefined || (role === 'start' && !isUp);
  for (const start of startsOf(after)) {
    const cause = strongest(start, isCause);
    const earlier = cause?.failure.isOfOthers && unknownError(start.slice(0, start.indexOf(cause.line)));
    if (cause && !earlier) return diagnosisOf(cause, hasServed);
    const found = strongest(start, ({ role }) => role === 'consequence') ?? cause;
    if (found)
      return { ...diagnosisOf(found, hasServed), ...(earlier && { evidence: earlier, confidence: 'low' }) };
  }
  const request = strongest(plain, ({ role }) => role === 'requests');
  return request && diagnosisOf(request, hasServed);
}

type Counts = (failure: EngineFailure) => boolean;

interface Found {
  failure: EngineFailure;
  line: string;
  groups: Groups;
  /** All lines of that start. */
  lines: readonly string[];
}

/** The first row that matches a line, with the last line that it matches: rows are ordered by how much they say. */
function strongest(lines: readonly string[], counts: Counts): Found | undefined {
  const serious = lines.filter(isSerious);
  const texts = { all: lines.join('\n'), serious: serious.join('\n') };
  for (const failure of ENGINE_FAILURES) {
    if (!counts(failure)) continue;
    const line = lastLineOf(failure.isToldOnly ? texts.all : texts.serious, failure.pattern);
    if (line !== undefined) return { failure, line, groups: failure.pattern.exec(line)?.groups ?? {}, lines };
  }
  return undefined;
}

/** An error with its name and its message. */
const NAMED = /\b[A-Za-z_]*(?:Error|Exception): \S/;

/** The last named error that no row matches. */
function unknownError(lines: readonly string[]): string | undefined {
  const isKnown = (line: string) => ENGINE_FAILURES.some(({ pattern }) => pattern.test(line));
  const last = lines.findLast((line) => NAMED.test(line) && isSerious(line) && !isKnown(line));
  return last && withoutTokens(last.trim());
}

function diagnosisOf({ failure, line, groups, lines }: Found, hasServed: boolean): Diagnosis {
  const { kind, role } = failure;
  const about = {
    kind,
    role,
    evidence: (role === 'consequence' && unknownError(lines)) || withoutTokens(line.trim()),
    confidence: role === 'consequence' || role === 'requests' ? 'low' : 'high',
  } as const;
  if (failure.isByTime) {
    // An error of memory has another cause if the weights were already loaded, and yet another if the engine served.
    if (hasServed) return { ...about, ...SERVING, kind: 'request-oom' };
    if (hasLoaded(lines)) return { ...about, ...STARTING };
  }
  const cause = withoutTokens(madeOf(failure.meaning, groups));
  return { ...about, cause, remedies: madeOf(failure.remedies, groups) };
}

const madeOf = <T extends string | Remedy[]>(value: OfLine<T>, groups: Groups): T =>
  typeof value === 'function' ? value(groups) : value;

const LESS = [LESS_MEMORY, fewerRequests(64)];
const SERVING = { cause: 'requests take more memory than the GPUs have left', remedies: LESS };
const STARTING = {
  cause: 'the weights fit into the memory of the GPUs, but not what the engine needs besides',
  remedies: [...LESS, setParameter('--enforce-eager', '')],
};
