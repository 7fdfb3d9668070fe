import type { Clock } from '../clock.js';
import type { Call } from './call.js';
import type { Echoes } from './echoes.js';
import { type HttpRequest, type HttpResponse, type Transport, TransportError } from './http/transport.js';
import { authorization, type Credentials } from './signature.js';
import { isSuccess } from './status.js';

/** What all calls of one client share. */
export interface CallEnvironment {
  transport: Transport;
  clock: Clock;
  /** 0 ≤ random() < 1, for jitter. */
  random: () => number;
  credentials: () => Promise<Credentials>;
  /** Added to every request. The signature does not cover them. */
  headers: Readonly<Record<string, string>>;
  echoes: Echoes;
}

/** One try of a call. */
export interface Attempt {
  endpoint: string;
  zone: string | undefined;
  call: Call<unknown>;
  /** Undefined for a call that is not signed. */
  credentials: Credentials | undefined;
  signal: AbortSignal | undefined;
  /** On a connection of its own, see `HttpRequest.fresh`. */
  fresh: boolean;
  limitMs: number;
}

/** The outcome of one try: an answer with any status, or the error that says why no answer came. */
export type Outcome = HttpResponse | TransportError;

/** Whether the outcome is an answer with a 2xx status. */
export const isAccepted = (outcome: Outcome): outcome is HttpResponse =>
  !(outcome instanceof TransportError) && isSuccess(outcome.status);

/**
 * Sends one try and returns its outcome. Where a refusal repeats secrets of the request, they are masked.
 * @throws the signal's reason
 */
export async function outcomeOf(env: CallEnvironment, attempt: Attempt): Promise<Outcome> {
  const request = requestOf(env, attempt);
  try {
    const response = await env.transport.send(request);
    if (isAccepted(response)) return response;
    const { withoutEchoes } = await import('./redact.js');
    return withoutEchoes(response, request, attempt.credentials?.secret);
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
}

/** The request of one try. Each try is signed anew, because a signature expires after some minutes. */
function requestOf(env: CallEnvironment, attempt: Attempt): HttpRequest {
  const { endpoint, zone, call, credentials, signal, fresh, limitMs } = attempt;
  const query = new URLSearchParams(call.query).toString();
  const url = `${endpoint}${call.path}${query ? `?${query}` : ''}`;
  const { method } = call;
  const body = bodyOf(call);
  const headers: Record<string, string> = { ...env.headers, accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (credentials) headers.authorization = authorization(credentials, { method, url, body }, env.clock.now());
  const timeoutMs = Number.isFinite(limitMs) ? limitMs : undefined;
  return { method, url, headers, body, signal, timeoutMs, connectionKey: zone, fresh };
}

/** The JSON that a call sends; undefined if it sends none. */
export const bodyOf = ({ body }: Call<unknown>) => (body === undefined ? undefined : JSON.stringify(body));
