import { UsageError } from '../../errors.js';
import type { OperationFault } from '../world.js';

/** The shapes that an error's body can have. The service, or a proxy in front of it, has answered with each of them. */
const ERROR_BODIES = [
  'problem',
  'schema',
  'message',
  'error',
  'code',
  'policy',
  'text',
  'html',
  'empty',
  'openai',
] as const;
export type ErrorBody = (typeof ERROR_BODIES)[number];

/**
 * Faults of the answer or the connection, and whether the request is performed unless `-before` or `-after` says so.
 */
const BROKEN = {
  reset: false,
  silence: false,
  html: false,
  cut: true,
  drip: true,
  garbage: true,
  'wrong-shape': true,
  'missing-fields': true,
} as const;
export type Broken = keyof typeof BROKEN;

const OPERATION = new Map<string, OperationFault>([
  ['operation-failure', { outcome: 'failure', atOnce: false }],
  ['operation-failure-at-once', { outcome: 'failure', atOnce: true }],
  ['operation-timeout', { outcome: 'timeout', atOnce: false }],
  ['operation-stuck', { outcome: 'stuck', atOnce: false }],
]);

export type FaultAction =
  | { kind: 'status'; status: number; body: ErrorBody; retryAfterS: number | undefined; performed: boolean }
  | { kind: Broken; performed: boolean }
  | { kind: 'slow'; ms: number }
  | { kind: 'operation'; fault: OperationFault };

/** A fault that waits for matching requests. */
export interface Fault {
  method: string;
  /** Relative to `/v2`, see `matchesPath`. */
  path: string;
  zone: string | undefined;
  action: FaultAction;
  /** How many requests the fault strikes. */
  times: number;
  /** The fault strikes only every n-th matching request. */
  every: number;
}

/** The accepted forms of a fault, for error messages and help. */
export const FAULT_FORMS = `METHOD /path[@zone][=ACTION] [xN | x* | every N]
METHOD  GET, POST, PATCH, DELETE, or * for any
/path   relative to /v2, /v1/… of every deployment's own URL, or /api/pricing/ai; {id} or * is any one segment, a final /** any number of them
ACTION  a status from 300 to 599, default 503, with an optional body kind and Retry-After seconds:
          429  429=5  500  502:html  403:policy   kinds: ${ERROR_BODIES.join(', ')}
        ${Object.keys(BROKEN).join(', ')}
        with -before or -after: whether the request is performed first (503-after, reset-after)
        slow=MS: the answer comes MS milliseconds later
        cut breaks off in the middle, a stream after some of its events; drip sends a byte each second
        ${[...OPERATION.keys()].join(', ')}
xN      the next N matching requests (default x1), x* all of them, every N each N-th of them`;

/**
 * Reads a fault such as `POST /ai/deployment=503` or `GET /operation/{id}@at-vie-2=reset x2`.
 * @throws UsageError naming the accepted forms
 */
export function parseFault(text: string): Fault {
  const form = /^\s*(\S+)\s+(\/[^\s@=]*)(?:@([a-z0-9-]+))?(?:=(\S+?))?(?:\s*x(\d+|\*)|\s+every\s+(\d+))?\s*$/;
  const [, method = '', path = '', zone, action = '503', times = '1', every] = form.exec(text) ?? [];
  const parsed = parseAction(action, isOfEndpoints(path) ? 'openai' : 'problem');
  const count = times === '*' || every !== undefined ? Number.POSITIVE_INFINITY : Number(times);
  const nth = Number(every ?? 1);
  if (!/^(GET|POST|PATCH|DELETE|PUT|\*)$/i.test(method) || !parsed || count < 1 || nth < 1) {
    throw new UsageError(`'${text}' is not a fault`, { code: 'fault', hint: FAULT_FORMS });
  }
  return { method: method.toUpperCase(), path, zone, action: parsed, times: count, every: nth };
}

/** Whether a fault's path is below the deployments' own URLs, not in the API. */
export function isOfEndpoints(path: string): boolean {
  return path.startsWith('/v1/');
}

function parseAction(text: string, body: ErrorBody): FaultAction | undefined {
  const [, ms] = /^slow=(\d+)$/.exec(text) ?? [];
  if (ms !== undefined) return { kind: 'slow', ms: Number(ms) };
  const operation = OPERATION.get(text);
  if (operation) return { kind: 'operation', fault: operation };
  const [, word = '', when] = /^(.+?)(?:-(before|after))?$/.exec(text) ?? [];
  if (isBroken(word)) return { kind: word, performed: when === undefined ? BROKEN[word] : when === 'after' };
  return parseStatus(text, body);
}

/**
 * Parses an action such as `503`, `503-after`, `502:html`, `429=5`.
 * @param usual the kind of body if the text names none
 */
function parseStatus(text: string, usual: ErrorBody): FaultAction | undefined {
  const [, status, when, kind = usual, seconds] =
    /^([345]\d\d)(?:-(before|after))?(?::([a-z]+))?(?:=(\d+))?$/.exec(text) ?? [];
  const body = ERROR_BODIES.find((known) => known === kind);
  if (status === undefined || body === undefined) return undefined;
  const fallback = status === '429' ? 1 : undefined;
  return {
    kind: 'status',
    status: Number(status),
    body,
    retryAfterS: seconds === undefined ? fallback : Number(seconds),
    performed: when === 'after',
  };
}

function isBroken(word: string): word is Broken {
  return Object.hasOwn(BROKEN, word);
}
