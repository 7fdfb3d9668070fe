import { ENGINE_FAILURES, type EngineFailure, type Groups, type Remedy } from './engine-failures.js';

/** What the logs of a deployment prove. */
export interface Diagnosis {
  kind: string;
  /** In words: `KV cache does not fit: …`. */
  cause: string;
  /** The line that proves it, as it was written. */
  evidence: string;
  remedies: Remedy[];
  /** `high`: it names itself; `low`: something else stands behind it, and is not in the logs. */
  confidence: 'high' | 'low';
}

/** The engine is there and serves. */
const SERVES =
  /Application startup complete|Uvicorn running on|"(?:GET|POST) \/\S* HTTP\/[\d.]+" 200|Avg generation throughput: (?!0\.0 )/;
/** A start begins: what stands before it is of another one. */
const BEGINS =
  /vLLM API server version|\bversion \d+\.\d+\S*\s*$|Initializing (?:a|an) (?:V\d )?(?:LLM engine|vLLM)/;

/**
 * Why the engine does not serve, by what it has written; undefined where nothing proves a failure. What came before the
 * engine last served is over, and of what came after it the cause counts and not what follows from it. The cause often
 * stands many lines above the last error, and at each start anew: the last start that says it counts.
 * @param lines of the logs, oldest first
 */
export function diagnose(lines: readonly string[]): Diagnosis | undefined {
  const lastServed = lines.findLastIndex((line) => SERVES.test(line));
  const since = lines.slice(lastServed + 1);
  const found = strongest(since, ({ isWrapper, isOfRequests }) => !isWrapper && !isOfRequests);
  if (found) return told(found, lastServed >= 0);
  const wrapper = strongest(since, ({ isWrapper }) => isWrapper === true);
  const request = strongest(lines, ({ isOfRequests }) => isOfRequests === true);
  const weak = wrapper ?? request;
  return weak && told(weak, lastServed >= 0);
}

interface Found {
  failure: EngineFailure;
  line: string;
  groups: Groups;
}

/** The last line of the first row that any line fits: rows stand by how much they say. */
function strongest(lines: readonly string[], counts: (failure: EngineFailure) => boolean): Found | undefined {
  const serious = lines.filter(isSerious);
  for (const failure of ENGINE_FAILURES) {
    if (!counts(failure)) continue;
    const line = (failure.isToldOnly ? lines : serious).findLast((one) => failure.pattern.test(one));
    if (line !== undefined) return { failure, line, groups: failure.pattern.exec(line)?.groups ?? {} };
  }
  return undefined;
}

/** What the engine only tells, or warns of, frightens and is no failure. What has no level may be an error's own line. */
const isSerious = (line: string) => !/(?:^|[\s)|])(?:WARNING|DEBUG|INFO) \d\d-\d\d /.test(line);

function told({ failure, line, groups }: Found, hasServed: boolean): Diagnosis {
  const { kind, isWrapper, isOfRequests } = failure;
  // Memory that suffices to load and not to serve is another matter.
  const isLater = kind === 'cuda-oom-load' && hasServed;
  return {
    kind: isLater ? 'request-oom' : kind,
    cause: isLater ? 'requests take more memory than the GPUs have left' : failure.meaning(groups),
    evidence: line.trim(),
    remedies: isLater
      ? [
          { kind: 'parameters', set: { '--gpu-memory-utilization': '0.85' } },
          { kind: 'parameters', set: { '--max-num-seqs': '64' } },
        ]
      : failure.remedies(groups),
    confidence: isWrapper || isOfRequests ? 'low' : 'high',
  };
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
    if (phase) return { doing: phase.doing, usually: phase.usually };
    if (BEGINS.test(line)) return undefined;
  }
  return undefined;
}

/** The last lines that are errors, oldest first: what is left where no cause is known. */
export function lastErrors(lines: readonly string[], most = 3): string[] {
  return lines
    .filter((line) => /\bERROR\b|Error: |Exception: |Traceback/.test(line) && isSerious(line))
    .slice(-most)
    .map((line) => line.trim());
}
