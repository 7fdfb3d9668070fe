import { tryDuration } from '../../domain/duration.js';
import { UsageError } from '../../errors.js';

/**
 * How long a reply takes, which depends on what else its replica serves. The first token comes `ttftMs + promptTokenMs
 * × prompt tokens` after the request got one of the replica's `slots`. With n requests on the replica, this one
 * included, each further token comes `tokenMs + perRequestMs × (n − 1)` after the one before. If no replica has a free
 * slot, requests wait for one in the order of their arrival. Times are ms of the sandbox's clock; its speed does not
 * divide them.
 */
export interface LatencyLaw {
  ttftMs: number;
  promptTokenMs: number;
  tokenMs: number;
  perRequestMs: number;
  /** A whole number of 1 or more. */
  slots: number;
}

/** Replies are quick by default, so that tests and demos need not wait. */
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

/** The time in ms from when a request gets a slot to its first token. */
export function firstTokenMs({ ttftMs, promptTokenMs }: LatencyLaw, promptTokens: number): number {
  return ttftMs + promptTokenMs * promptTokens;
}

/** The time in ms between two tokens. @param running the requests that the deployment answers, this one included */
export function tokenGapMs({ tokenMs, perRequestMs }: LatencyLaw, running: number, replicas: number): number {
  return tokenMs + perRequestMs * (Math.ceil(running / Math.max(1, replicas)) - 1);
}

/**
 * Parses a law of latency such as `ttft=200ms,token=20ms,per-request=2ms,slots=16`.
 * @throws UsageError for any other text, with the accepted form in its hint
 */
export function parseLatency(text: string): Partial<LatencyLaw> {
  const law: Partial<LatencyLaw> = {};
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^\s*([a-z-]+)=(\S+)\s*$/.exec(part) ?? [];
    const time = TIMES.get(key);
    const ms = tryDuration(value) ?? -1;
    if (key === 'slots' && /^[1-9]\d{0,6}$/.test(value)) law.slots = Number(value);
    else if (time && ms >= 0) law[time] = ms;
    else throw new UsageError(`'${part}' is no part of a law of latency`, { code: 'latency', hint: HINT });
  }
  return law;
}
