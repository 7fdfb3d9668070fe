import type { Clock } from '../clock.js';
import type { Call } from './call.js';
import type { Echoes } from './echoes.js';
import { type HttpRequest, type HttpResponse, type Transport, TransportError } from './http/transport.js';
import { authorization, type Credentials } from './signature.js';
import { isSuccess } from './status.js';

/** What every call of a client shares. */
export interface CallEnvironment {
  transport: Transport;
  clock: Clock;
  /** 0 ≤ random() < 1, for jitter. */
  random: () => number;
  credentials: () => Promise<Credentials>;
  /** Sent with every request, unsigned. */
  headers: Readonly<Record<string, string>>;
  echoes: Echoes;
}

/** One try of a call. */
export interface Attempt {
  endpoint: string;
  zone: string | undefined;
  call: Call<unknown>;
  /** Absent where the call is not signed. */
  credentials: Credentials | undefined;
  signal: AbortSignal | undefined;
  /** On a connection of its own, see `HttpRequest.fresh`. */
  fresh: boolean;
  limitMs: number;
}

/** An answer, whatever its status, or why there is none. */
export type Outcome = HttpResponse | TransportError;

/** Is it an answer with a 2xx? */
export const isAccepted = (outcome: Outcome): outcome is HttpResponse =>
  !(outcome instanceof TransportError) && isSuccess(outcome.status);

/** What came of one try; a refusal repeats none of the request's secrets. */
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

/** The request of one try, signed anew: a signature holds for some minutes. */
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

/** The JSON that a call sends; undefined where it sends none. */
export const bodyOf = ({ body }: Call<unknown>) => (body === undefined ? undefined : JSON.stringify(body));
