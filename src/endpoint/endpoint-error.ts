import * as z from 'zod/mini';
import { readRefusal } from '../api/refusal.js';

/** An endpoint answered, and the answer is no, or none that could be read. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';

  constructor(
    /** 200 where the answer makes no sense. */
    readonly status: number,
    /** A sentence without a trailing stop, in the endpoint's own words where it has said any. */
    message: string,
    /** Seconds after which it asks to be asked again. */
    readonly retryAfterS?: number,
  ) {
    super(message);
  }

  /** It refuses the key. */
  get refusesKey(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** What is wrong with a reply that ends before its first word. */
export const NO_TEXT = 'its reply has no text';

const shape = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });
/** The error itself, with nothing around it, as some engines answer. */
const bare = z.object({ object: z.literal('error'), message: z.string() });
const flat = z.union([
  z.object({ message: z.string() }),
  z.object({ detail: z.string() }),
  z.object({ title: z.string() }),
]);

const PHRASES: Readonly<Record<number, string>> = {
  400: 'the request was refused as invalid',
  401: 'the key is refused',
  403: 'the key is refused',
  404: 'there is nothing at this URL',
  413: 'the request is too large',
  429: 'too many requests',
  500: 'the engine failed',
  502: 'a gateway before the engine failed',
  503: 'it is unavailable',
  504: 'a gateway waited in vain for the engine',
};

/** More of what an endpoint says is not repeated. */
const MOST_CHARACTERS = 500;

/** The error that an answer beyond 2xx means, in whatever shape it says so. @param headers names in lower case */
export function refusal(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): EndpointError {
  const words =
    status >= 300 && status < 400
      ? 'it redirects, and the key is not sent elsewhere'
      : said(body)?.trim() || PHRASES[status] || 'an unexpected answer';
  const short = words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS)}…` : words;
  const { retryAfterS } = readRefusal({ headers, body });
  return new EndpointError(status, `${short.replace(/\.$/, '')} (HTTP ${status})`, retryAfterS);
}

/** What an error in the middle of a stream says; undefined where there is none. */
export function errorWithin(data: unknown): EndpointError | undefined {
  const message = errorIn(data);
  return message === undefined ? undefined : new EndpointError(200, message.trim() || 'it failed');
}

function errorIn(data: unknown): string | undefined {
  const found = shape.safeParse(data);
  if (!found.success) return bare.safeParse(data).data?.message;
  const { error } = found.data;
  return typeof error === 'string' ? error : error.message;
}

function said(body: string): string | undefined {
  try {
    const data: unknown = JSON.parse(body);
    return errorIn(data) ?? Object.values(flat.safeParse(data).data ?? {})[0];
  } catch {
    // A page of a gateway, or nothing.
    return /^\s*$|</.test(body) ? undefined : body;
  }
}
