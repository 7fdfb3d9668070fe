import { isSecret, MASK } from '../domain/secrets.js';
import type { HttpRequest, HttpResponse } from './http/transport.js';

/** Properties of requests and answers that hold a secret, without regard to case and punctuation. */
const SECRET_KEYS = [
  'huggingfacetoken',
  'token',
  'value',
  'apikey',
  'apisecret',
  'secret',
  'secretkey',
  'password',
  'authorization',
  'signature',
];
const ANY_SECRET_KEY = SECRET_KEYS.map((key) => [...key].join('[-_ ]*')).join('|');

/** Secret keys with their values in text that is no JSON (cut off, or garbage): the value may lack its end. */
const SECRET_IN_TEXT = new RegExp(`("(?:${ANY_SECRET_KEY})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'gi');

/** An engine parameter with its value, in the text of a JSON list. */
const PARAMETER = /"(-[\w-]+)(?:=|"\s*,\s*"(?!--))((?:[^"\\]|\\.)+)"/g;

/** Properties of a revealed, created or rotated key that are no secret; any other text in such an answer may be one. */
const HARMLESS_KEYS = new Set(['id', 'name', 'scope', 'org-uuid', 'created-at', 'updated-at']);

/** Whether a request's header is the client's own word; any other may be an account's customHeader. */
export function isOwnHeader(name: string, value: string): boolean {
  return (
    name === 'accept' || name === 'content-type' || (name === 'user-agent' && value.startsWith('exo-di/'))
  );
}

/** Shorter ones are no secrets, and to hide them everywhere would hide everything. */
const LEAST_SECRET = 6;
/** The same for headers of an account's own: a shorter one may be a word that stands in many sentences. */
const LEAST_HEADER = 16;

/**
 * A refusal freed from what it repeats of its request's secrets, so that none gets into an error's message.
 * @param secret what the request was signed with
 */
export function withoutEchoes(
  response: HttpResponse,
  request: Pick<HttpRequest, 'headers' | 'body'>,
  secret: string | undefined,
): HttpResponse {
  const redactor = new Redactor();
  redactor.learn(secret);
  redactor.learnHeaders(request.headers);
  if (request.body !== undefined) redactor.body(request.body);
  return { ...response, body: redactor.text(response.body) };
}

/**
 * Hides secrets in text: what stands where secrets stand, and every value known to be one wherever it turns up,
 * such as a request's token that an error repeats. It learns the values it meets.
 */
export class Redactor {
  readonly #known = new Set<string>();

  /** From now on the value is hidden wherever it stands, also as JSON or a URL write it. */
  learn(value: string | undefined): void {
    if (value === undefined || value.length < LEAST_SECRET) return;
    // Half a surrogate pair cannot be encoded; U+FFFD is what becomes of it on its way.
    const encoded = encodeURIComponent(value.toWellFormed());
    for (const form of [value, JSON.stringify(value).slice(1, -1), encoded]) this.#known.add(form);
  }

  /** The values of headers that are long enough to be tokens, and a signature by itself. */
  learnHeaders(headers: HttpRequest['headers']): void {
    for (const [name, value] of Object.entries(headers)) {
      if (isOwnHeader(name, value)) continue;
      if (value.length >= LEAST_HEADER) this.learn(value);
      if (name === 'authorization') this.learn(/signature=([^,]+)/.exec(value)?.[1]);
    }
  }

  /** Values of the engine's own secrets among its parameters: `--hf-token=…`, or `--api-key` and the next one. */
  #learnParameters(body: string): void {
    for (const [, flag = '', quoted = ''] of body.matchAll(PARAMETER)) {
      const value = unquoted(quoted);
      if (isSecret(flag, value)) this.learn(value);
    }
  }

  /** Any text, without the known values and without the user names and passwords of URLs. */
  text(text: string): string {
    let hidden = text.replace(/(\w:\/\/)[^/\s@"]+@/g, `$1${MASK}@`);
    // The longest first: one value may be the beginning of another.
    for (const value of [...this.#known].sort((a, b) => b.length - a.length))
      hidden = hidden.replaceAll(value, MASK);
    return hidden;
  }

  /**
   * A body as it may be shown: on one line where it is JSON.
   * @param key whether it is the answer that carries a key: then nothing in it is shown that is not known to be harmless
   */
  body(body: string, { key = false } = {}): string {
    this.#learnParameters(body);
    let json: unknown;
    try {
      json = JSON.parse(body);
    } catch {
      if (key) return `(${body.length} characters, not shown: they may hold a key)`;
      return this.text(body.replace(SECRET_IN_TEXT, `$1${MASK}`));
    }
    // Learned first, shown afterwards: what comes late in a body may be repeated early.
    const masked = this.#mask(json, key);
    return this.text(JSON.stringify(masked));
  }

  #mask(value: unknown, everyText: boolean): unknown {
    if (typeof value === 'string') {
      if (!everyText) return value;
      this.learn(value);
      return MASK;
    }
    if (Array.isArray(value)) return value.map((entry: unknown) => this.#mask(entry, everyText));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]: [string, unknown]) => {
        const secret = SECRET_KEYS.includes(name.toLowerCase().replace(/[-_ ]/g, ''));
        const harmless = HARMLESS_KEYS.has(name) && typeof entry === 'string';
        return [name, this.#mask(entry, secret || (everyText && !harmless))];
      }),
    );
  }
}

/** What stands between the quotes of a JSON text; as it stands where that is none. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
