import { parseDuration } from '../../domain/duration.js';
import { UsageError } from '../../errors.js';

/**
 * How long a reply takes, by what else its replica serves. With n requests on a replica, its own included, the first
 * token comes `ttftMs + promptTokenMs × prompt tokens` after the request got one of the replica's `slots`, and each
 * other one `tokenMs + perRequestMs × (n − 1)` after the token before. Requests beyond the slots of all replicas wait
 * for one, in the order of their arrival. Milliseconds of the sandbox's clock, which its speed does not divide.
 */
export interface LatencyLaw {
  ttftMs: number;
  promptTokenMs: number;
  tokenMs: number;
  perRequestMs: number;
  /** A whole number of 1 or more. */
  slots: number;
}

/** Quick, so that nothing has to wait for it. */
export const DEFAULT_LATENCY: LatencyLaw = {
  ttftMs: 5,
  promptTokenMs: 0,
  tokenMs: 1,
  perRequestMs: 0,
  slots: 256,
};

const TIMES = new Map<string, Exclude<keyof LatencyLaw, 'slots'>>([
  ['ttft', 'ttftMs'],
  ['prompt-token', 'promptTokenMs'],
  ['token', 'tokenMs'],
  ['per-request', 'perRequestMs'],
]);

const HINT =
  'Write ttft=200ms,prompt-token=100us,token=20ms,per-request=2ms,slots=16; what is left out is quick.';

/** From a request's turn to its first token. */
export function firstTokenMs({ ttftMs, promptTokenMs }: LatencyLaw, promptTokens: number): number {
  return ttftMs + promptTokenMs * promptTokens;
}

/** Between two tokens. @param running requests of the deployment, this one included */
export function tokenGapMs({ tokenMs, perRequestMs }: LatencyLaw, running: number, replicas: number): number {
  return tokenMs + perRequestMs * (Math.ceil(running / Math.max(1, replicas)) - 1);
}

/**
 * Reads a law such as `ttft=200ms,token=20ms,per-request=2ms,slots=16`.
 * @throws UsageError for what is not one, with the accepted form
 */
export function parseLatency(text: string): Partial<LatencyLaw> {
  const law: Partial<LatencyLaw> = {};
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^\s*([a-z-]+)=(\S+)\s*$/.exec(part) ?? [];
    const time = TIMES.get(key);
    if (key === 'slots' && /^[1-9]\d{0,6}$/.test(value)) law.slots = Number(value);
    else if (time) law[time] = milliseconds(value, part);
    else throw wrong(part);
  }
  return law;
}

function milliseconds(value: string, part: string): number {
  try {
    const ms = parseDuration(value);
    if (ms >= 0) return ms;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw wrong(part);
}

function wrong(part: string): UsageError {
  return new UsageError(`'${part}' is no part of a law of latency`, { code: 'latency', hint: HINT });
}
