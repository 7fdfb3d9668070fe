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
 * One row a kind and wording, the more specific before the more general, and a cause before what follows from it: one
 * worker without memory lets the others wait for it in vain. Patterns are of several versions of vLLM, PyTorch and
 * transformers: what is printed around them changes, the sentence itself seldom does.
 */
const ENGINE_FAILURES: readonly EngineFailure[] = [
  ...ofStart([...SETTINGS, ...MEMORY]),
  ...OUT_OF_MEMORY,
  ...ofStart(MODELS),
  ...MACHINES,
  ...LAST,
];

/** What the logs of a deployment prove. */
export interface Diagnosis {
  kind: string;
  role: EngineFailure['role'];
  /** In words: `KV cache does not fit: …`. */
  cause: string;
  /** The line that proves it, as it was written. */
  evidence: string;
  remedies: Remedy[];
  /** `high`: it names itself; `low`: something else stands behind it, and is not in the logs. */
  confidence: 'high' | 'low';
}

/**
 * Why the engine does not serve, by what it has written; undefined where nothing proves a failure. What came before the
 * engine last served is over, and of what came after it the cause counts and not what follows from it. The cause often
 * stands many lines above the last error, and at each start anew: the last start that says it counts.
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
    const first = cause?.failure.isOfOthers && unknownError(start.slice(0, start.indexOf(cause.line)));
    if (cause && !first) return diagnosisOf(cause, hasServed);
    const found = strongest(start, ({ role }) => role === 'consequence') ?? cause;
    if (found)
      return { ...diagnosisOf(found, hasServed), ...(first && { evidence: first, confidence: 'low' }) };
  }
  const request = strongest(plain, ({ role }) => role === 'requests');
  return request && diagnosisOf(request, hasServed);
}

type Counts = (failure: EngineFailure) => boolean;

interface Found {
  failure: EngineFailure;
  line: string;
  groups: Groups;
  /** Those of its start. */
  lines: readonly string[];
}

/** The last line of the first row that any line fits: rows stand by how much they say. */
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

/** An error by its name, and what it says. */
const NAMED = /\b[A-Za-z_]*(?:Error|Exception): \S/;

/** The last error by its name of which no row is. */
function unknownError(lines: readonly string[]): string | undefined {
  const isKnown = (line: string) => ENGINE_FAILURES.some(({ pattern }) => pattern.test(line));
  const last = lines.findLast((line) => NAMED.test(line) && isSerious(line) && !isKnown(line));
  return last && withoutTokens(last.trim());
}

function diagnosisOf({ failure, line, groups, lines }: Found, hasServed: boolean): Diagnosis {
  const { kind, role } = failure;
  const isNamed = (one: string) => NAMED.test(one) && isSerious(one) && !failure.pattern.test(one);
  const about = {
    kind,
    role,
    evidence: withoutTokens(((role === 'consequence' && lines.findLast(isNamed)) || line).trim()),
    confidence: role === 'consequence' || role === 'requests' ? 'low' : 'high',
  } as const;
  if (failure.isByTime) {
    // Memory that suffices to load and not to serve is another matter, and one that suffices to serve a third.
    if (hasServed) return { ...about, ...SERVING, kind: 'request-oom' };
    if (hasLoaded(lines)) return { ...about, ...STARTING };
  }
  const cause = withoutTokens(madeOf(failure.meaning, groups));
  return { ...about, cause, remedies: madeOf(failure.remedies, groups) };
}

const madeOf = <T extends string | Remedy[]>(said: OfLine<T>, groups: Groups): T =>
  typeof said === 'function' ? said(groups) : said;

const LESS = [LESS_MEMORY, fewerRequests(64)];
const SERVING = { cause: 'requests take more memory than the GPUs have left', remedies: LESS };
const STARTING = {
  cause: 'the weights fit into the memory of the GPUs, and not what the engine needs beside them',
  remedies: [...LESS, setParameter('--enforce-eager', '')],
};
