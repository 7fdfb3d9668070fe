import { ExoError } from '../errors.js';
import type { Call } from './call.js';
import type { CallContext } from './errors.js';
import type { HttpResponse } from './http/transport.js';

/**
 * The checked answer of a call that was answered with a 2xx.
 * @throws ExoError unexpected for a read whose answer is no JSON, or not what the operation answers; for a change then
 * unavailable with code `outcome-unknown`: a 2xx alone, which any proxy can send, does not say that it was accepted
 */
export function readAnswer<T>(call: Call<T>, context: CallContext, response: HttpResponse): T {
  let json: unknown;
  try {
    json = JSON.parse(response.body, withoutNull);
  } catch {
    throw unreadable(context, response, describeText(response.body));
  }
  const parsed = call.answer().safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'its top level';
  throw unreadable(context, response, `makes no sense at ${where}`);
}

function unreadable(context: CallContext, { status }: HttpResponse, problem: string): ExoError {
  const { doing, operation, zone, method, path } = context;
  const where = zone ? ` in ${zone}` : '';
  const request = { method, path };
  if (method === 'GET') {
    const message = `could not ${doing}${where}: the answer to ${operation} ${problem}`;
    return new ExoError('unexpected', message, { code: 'unexpected-answer', zone, request });
  }
  return new ExoError(
    'unavailable',
    `the request to ${doing}${where} was answered with HTTP ${status}, but the answer ${problem}`,
    { code: 'outcome-unknown', zone, request },
  );
}

/** What a body that is no JSON is instead; its words are never repeated. */
function describeText(body: string): string {
  if (body.trim() === '') return 'is empty';
  return /^\s*<(!doctype|html|head|body)\b/i.test(body) ? 'is a web page' : 'is not JSON';
}

/** A property that is null counts as absent: one odd field of one object must not hide all the others. */
function withoutNull(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}
