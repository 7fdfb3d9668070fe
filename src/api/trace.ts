import { MASK } from '../domain/secrets.js';
import { asError } from '../domain/system-error.js';
import { type HttpRequest, type HttpResponse, type Transport, TransportError } from './http/transport.js';
import { isOwnHeader, Redactor } from './redact.js';

/** How many characters of a body are shown. */
const MAX_CHARACTERS = 20_000;

/** Names of answer headers whose values may be secret, like a password. */
const SECRET_HEADER = /cookie|auth|token|secret|key|signature/;

/** Where a trace is written, and the clock that it measures by. */
export interface TraceOptions {
  /** Gets each line without its line feed. The line may still hold control characters that the service has sent. */
  write: (line: string) => void;
  /** The time in milliseconds, to measure how long an answer took. */
  now: () => number;
}

/** A transport that writes what it sends and receives into a trace. */
export interface TracedTransport extends Transport {
  /** Masks a value from now on, wherever it occurs. */
  hide(secret: string): void;
}

/**
 * Writes every request and its answer as they are sent, but with secrets masked. Lines of a request begin with `>`,
 * lines of an answer with `<`. An answer's first line repeats method and URL of its request, because several requests
 * are under way at once.
 */
export function traced(transport: Transport, { write, now }: TraceOptions): TracedTransport {
  const redactor = new Redactor();
  return {
    hide: (secret) => redactor.learn(secret),
    open: (to) => transport.open?.(to),
    close: () => transport.close(),
    async send(request) {
      const started = now();
      for (const line of requestLines(request, redactor)) write(`> ${line}`);
      const what = `${request.method} ${redactor.text(request.url)}`;
      try {
        const response = await transport.send(request);
        write(`< ${response.status} to ${what} after ${now() - started} ms`);
        for (const line of answerLines(request, response, redactor)) write(`< ${line}`);
        return response;
      } catch (error) {
        write(`< nothing to ${what} after ${now() - started} ms: ${redactor.text(reasonOf(error))}`);
        throw error;
      }
    },
  };
}

function requestLines({ method, url, headers, body }: HttpRequest, redactor: Redactor): string[] {
  redactor.learnHeaders(headers);
  const lines = Object.entries(headers).map(([name, value]) => {
    if (isOwnHeader(name, value)) return `${name}: ${redactor.text(value)}`;
    return `${name}: ${name === 'authorization' ? shownAuthorization(value) : MASK}`;
  });
  // The body is masked first, because the redactor then knows its secrets when it masks the path, which may repeat
  // them.
  const shownBody = body === undefined ? [] : [shorten(redactor.body(body))];
  return [`${method} ${redactor.text(url)}`, ...lines, ...shownBody];
}

function answerLines({ method, url }: HttpRequest, response: HttpResponse, redactor: Redactor): string[] {
  const { status, headers, body } = response;
  const key = status < 300 && carriesKey(method, new URL(url).pathname);
  const shownBody = body === '' ? [] : shorten(redactor.body(body, { key })).split('\n');
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${SECRET_HEADER.test(name) ? MASK : redactor.text(value)}`,
  );
  return [...lines, ...shownBody];
}

/** Whether the answer carries a key: to create, reveal and rotate of API keys, and to reveal of a deployment's key. */
function carriesKey(method: string, path: string): boolean {
  return (
    /\/ai\/api-key\/[^/]+\/(reveal|rotate)$|\/ai\/deployment\/[^/]+\/api-key$/.test(path) ||
    (method === 'POST' && path.endsWith('/ai/api-key'))
  );
}

/** The header as it is shown: the beginning of the API key and the expiry, but not the signature. */
function shownAuthorization(value: string): string {
  const [, scheme, fields] = /^(EXO2-HMAC-SHA256) (.+)$/.exec(value) ?? [];
  if (!scheme || !fields) return MASK;
  const shown = fields.split(',').map((field) => {
    if (/^(expires|signed-query-args)=/.test(field)) return field;
    return /^credential=/.test(field) ? `${field.slice(0, 'credential='.length + 6)}…` : `signature=${MASK}`;
  });
  return `${scheme} ${shown.join(',')}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof TransportError)
    return `${error.message} (${error.sent ? 'the request may have arrived' : 'nothing was sent'})`;
  return asError(error).message;
}

function shorten(text: string): string {
  const hidden = text.length - MAX_CHARACTERS;
  return hidden > 0 ? `${text.slice(0, MAX_CHARACTERS)}… (${hidden} more characters)` : text;
}
