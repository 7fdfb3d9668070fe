import * as z from 'zod/mini';
import { readRefusal } from '../api/refusal.js';
import { tryJson } from '../domain/json.js';

/** An endpoint answered with an error, or with something that could not be read. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';

  constructor(
    /** The HTTP status; 200 for an answer that makes no sense. */
    readonly status: number,
    /** A sentence without a full stop at its end, in the endpoint's own words if it said any. */
    message: string,
    /** Seconds that the endpoint asks to wait before the next request. */
    readonly retryAfterS?: number,
  ) {
    super(message);
  }

  /** Whether the endpoint refuses the key. */
  get refusesKey(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** What is wrong with a reply that ends before its first word. */
export const NO_TEXT = 'its reply has no text';

const shape = z.object({
  error: z.union([z.string(), z.looseObject({ message: z.optional(z.nullable(z.string())) })]),
});
/** An error without an object around it, as some engines answer. */
const bare = z.object({ object: z.literal('error'), message: z.string() });
const flat = z.union([
  z.object({ message: z.string() }),
  z.object({ detail: z.string() }),
  z.object({ title: z.string() }),
]);
/** What FastAPI, on which engines are built, finds wrong with a request. */
const invalid = z.object({
  detail: z.array(
    z.object({ loc: z._default(z.array(z.union([z.string(), z.number()])), []), msg: z.string() }),
  ),
});

const PHRASES: Readonly<Record<number, string>> = {
  400: 'the request was refused as invalid',
  401: 'the key is refused',
  403: 'the key is refused',
  404: 'there is nothing at this URL',
  413: 'the request is too large',
  422: 'the request was refused as invalid',
  429: 'too many requests',
  500: 'the engine failed',
  502: 'a gateway before the engine failed',
  503: 'it is unavailable',
  504: 'a gateway got no answer from the engine in time',
};

/** Of what an endpoint says, no more characters than these are repeated. */
const MOST_CHARACTERS = 500;

/** The error for an answer that is not 2xx, in whatever shape the answer is. @param headers names in lower case */
export function refusal(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): EndpointError {
  const words =
    status >= 300 && status < 400
      ? 'it redirects to another address, to which the key is not sent'
      : said(body)?.trim() || PHRASES[status] || 'an unexpected answer';
  const short = words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS)}…` : words;
  const { retryAfterS } = readRefusal({ headers, body });
  return new EndpointError(status, `${short.replace(/\.$/, '')} (HTTP ${status})`, retryAfterS);
}

/** The error in an event of a stream, or in an answer with status 200; undefined if it has none. */
export function errorWithin(data: unknown): EndpointError | undefined {
  const message = errorIn(data);
  return message === undefined ? undefined : new EndpointError(200, message.trim() || 'it failed');
}

function errorIn(data: unknown): string | undefined {
  const found = shape.safeParse(data);
  if (!found.success) return bare.safeParse(data).data?.message;
  const { error } = found.data;
  return typeof error === 'string' ? error : (error.message ?? '');
}

function said(body: string): string | undefined {
  const data = tryJson(body);
  // What looks like a gateway's web page, and an empty body, have no sentence.
  if (data === undefined) return /^\s*$|</.test(body) ? undefined : body;
  const found = invalid.safeParse(data).data?.detail.map(({ loc, msg }) => [loc.join('.'), msg]);
  const words = found?.map((one) => one.filter(Boolean).join(': ')).join('; ');
  return errorIn(data) || words || Object.values(flat.safeParse(data).data ?? {})[0];
}
