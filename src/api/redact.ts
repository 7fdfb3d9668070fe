import { tryJson } from '../domain/json.js';
import { isSecret, MASK } from '../domain/secrets.js';
import type { HttpRequest, HttpResponse } from './http/transport.js';

/** Names of properties that hold a secret in requests and answers. Case and punctuation do not matter. */
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

/**
 * Finds these properties with their values in text that is not JSON, because it is cut off or damaged: the value may
 * lack its end.
 */
const SECRET_IN_TEXT = new RegExp(`("(?:${ANY_SECRET_KEY})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'gi');

/** Finds an engine parameter with its value in the text of a JSON list: `"--flag=value"`, or `"--flag","value"`. */
const PARAMETER = /"(-[\w-]+)(?:=|"\s*,\s*"(?!--))((?:[^"\\]|\\.)+)"/g;

/**
 * Properties that are no secret in the answer that reveals, creates or rotates a key. Any other text in it may be one.
 */
const HARMLESS_KEYS = new Set(['id', 'name', 'scope', 'org-uuid', 'created-at', 'updated-at']);

/** Whether exo-di itself wrote a request's header. Any other may be an account's customHeader, and hold a secret. */
export function isOwnHeader(name: string, value: string): boolean {
  return (
    name === 'accept' || name === 'content-type' || (name === 'user-agent' && value.startsWith('exo-di/'))
  );
}

/** Shorter values, in characters, are not hidden: hiding them wherever they occur would hide ordinary words. */
const LEAST_SECRET = 6;
/** The same limit for an account's custom headers: a shorter value may be a word that occurs in many sentences. */
const LEAST_HEADER = 16;

/**
 * A refusal in which the secrets of its request are masked, so that none gets into an error's message.
 * @param secret the API secret that the request was signed with
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
 * Masks secrets in text: the values of properties that hold secrets, and every remembered secret wherever it occurs,
 * such as a request's token that an error repeats. It remembers the secrets that it masks.
 */
export class Redactor {
  readonly #known = new Set<string>();

  /** Masks the value from now on wherever it occurs, also in the spelling of JSON and of URLs. */
  learn(value: string | undefined): void {
    if (value === undefined || value.length < LEAST_SECRET) return;
    // encodeURIComponent throws for half a surrogate pair. Such a half becomes U+FFFD when it is sent, so U+FFFD is
    // encoded.
    const encoded = encodeURIComponent(value.toWellFormed());
    for (const form of [value, JSON.stringify(value).slice(1, -1), encoded]) this.#known.add(form);
  }

  /**
   * Remembers the values of headers that are long enough to be tokens, also without what stands before them
   * (`Bearer`), and the signature of a request.
   */
  learnHeaders(headers: HttpRequest['headers']): void {
    for (const [name, value] of Object.entries(headers)) {
      if (isOwnHeader(name, value)) continue;
      for (const part of [value, ...value.split(/\s+/)]) if (part.length >= LEAST_HEADER) this.learn(part);
      if (name === 'authorization') this.learn(/signature=([^,]+)/.exec(value)?.[1]);
    }
  }

  /** Remembers secrets among the engine parameters: `--hf-token=…`, or `--api-key` and its value as the next entry. */
  #learnParameters(body: string): void {
    for (const [, flag = '', quoted = ''] of body.matchAll(PARAMETER)) {
      const value = unquoted(quoted);
      if (isSecret(flag, value)) this.learn(value);
    }
  }

  /** The text with the remembered secrets masked, and with user names and passwords in URLs masked. */
  text(text: string): string {
    let hidden = text.replace(/(\w:\/\/)[^/\s@"]+@/g, `$1${MASK}@`);
    // The longest first: a secret may begin with another one, and the rest of it must not remain visible.
    for (const value of [...this.#known].sort((a, b) => b.length - a.length))
      hidden = hidden.replaceAll(value, MASK);
    return hidden;
  }

  /**
   * A body as it may be shown: as one line if it is JSON.
   * @param key whether this is the answer that carries a key: then only what is known to be harmless is shown
   */
  body(body: string, { key = false } = {}): string {
    this.#learnParameters(body);
    const json = tryJson(body);
    if (json === undefined) {
      if (key) return `(${body.length} characters, not shown: they may hold a key)`;
      return this.text(body.replace(SECRET_IN_TEXT, `$1${MASK}`));
    }
    // All secrets are collected before the text is made: a body may repeat a secret before the property that holds it.
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

/** The text between the quotes of a JSON string, decoded; as it is if it is not valid JSON. */
function unquoted(text: string): string {
  return String(tryJson(`"${text}"`) ?? text);
}
