import { asRecord, tryJson } from '../domain/json.js';
import type { HttpResponse } from './http/transport.js';

/** The content of a refusal, whatever shape it came in. */
export interface Refusal {
  /** The service's own sentence; absent when the answer had none (a proxy's page, an empty body). */
  sentence?: string;
  /** The problem type or legacy error code, for programs. */
  type?: string;
  code?: string;
  /** Complaints about single properties; `field` is the property's name on the wire. */
  problems: readonly { field?: string; text: string }[];
  /**
   * The deployments that use a model, as IDs or names: the refusal to delete such a model lists them and has no
   * sentence.
   */
  deployments?: readonly string[];
  /** Seconds the service asks to wait (`Retry-After` header or `retry_after` in the body). */
  retryAfterS?: number;
}

/** Sentences are cut at this many characters, so that an error does not fill the terminal. */
const MAX_SENTENCE = 500;

/**
 * Reads a refusal in each shape that is known: problem+json whose errors are strings or objects, the list of a schema
 * check without a detail, the legacy `message`, `error` and `code`, plain text, and a proxy's HTML, which is never
 * repeated.
 */
export function readRefusal({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): Refusal {
  const json = asRecord(tryJson(body));
  const retryAfterS = retryAfter(headers, json);
  if (!json) {
    const sentence = isPage({ headers, body }) ? undefined : plainSentence(body);
    return { sentence, problems: [], retryAfterS };
  }
  const words = [json.detail, json.message, json.error, json.title].find(isText);
  const deployments = Array.isArray(json.deployments) ? json.deployments.filter(isText) : undefined;
  const inUse = deployments?.length ? `it is in use by ${deployments.join(', ')}` : undefined;
  return {
    sentence: words ? clip(words) : inUse,
    type: isText(json.type) ? json.type : undefined,
    code: isText(json.code) ? json.code : undefined,
    problems: readProblems(json.errors),
    deployments,
    retryAfterS,
  };
}

/**
 * Whether this surely comes from the service: all it answers is a JSON object. A page or an empty answer may come from
 * any server on the way, and such a server does not know what the service has.
 */
export const isOwnWord = ({ body }: Pick<HttpResponse, 'body'>) => asRecord(tryJson(body)) !== undefined;

/** Whether this is a web page. If so, a server on the way to the service sent it, not the service. */
export function isPage({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): boolean {
  return (headers['content-type'] ?? '').includes('html') || body.trimStart().startsWith('<');
}

function readProblems(errors: unknown): Refusal['problems'] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: unknown) => {
    if (isText(entry)) return [{ text: clip(entry) }];
    const { detail, message, location: at, pointer, path } = asRecord(entry) ?? {};
    const text = [detail, message].find(isText);
    if (!text) return [];
    const location = [at, pointer, path].find(isText);
    const field = location && fieldName(location);
    return [field ? { field, text: clip(text) } : { text: clip(text) }];
  });
}

/** The last property named by `$['inference-engine-version']`, `#/body/gpu-count` or `gpu-count`. */
function fieldName(location: string): string | undefined {
  return location.match(/[A-Za-z_][\w-]*/g)?.at(-1);
}

function plainSentence(body: string): string | undefined {
  const text = body.trim();
  // Text that begins like JSON is a list, a string, or cut off: it is not a sentence either.
  if (text === '' || /^[[{"]/.test(text)) return undefined;
  return clip(text.split(/\r?\n/, 1)[0] ?? text);
}

/** Nobody who means it asks to wait for longer, in seconds. */
const MOST_WAIT_S = 86_400;

/**
 * Seconds to wait, from the body or from the header, which has a number or a date; the date is compared with the
 * server's own clock.
 */
function retryAfter(
  headers: HttpResponse['headers'],
  json: Record<string, unknown> | undefined,
): number | undefined {
  const header = headers['retry-after'];
  const candidates = [
    header === undefined ? undefined : Number(header),
    header === undefined ? undefined : (Date.parse(header) - Date.parse(headers.date ?? '')) / 1000,
    json?.retry_after,
  ];
  return candidates.find((s): s is number => typeof s === 'number' && s >= 0 && s <= MOST_WAIT_S);
}

function clip(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  return line.length > MAX_SENTENCE ? `${line.slice(0, MAX_SENTENCE)}…` : line;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
