import { own } from '../domain/json.js';
import { ExoError } from '../errors.js';
import type { Call, CallContext } from './call.js';
import type { Echoes } from './echoes.js';
import { type HttpResponse, TransportError } from './http/transport.js';
import { refusalError } from './refusal-error.js';
import type { Repeat } from './retry.js';

/**
 * The error of a call that brought no usable answer.
 * @param unclear whether the change may have been made all the same: if an earlier try may have been carried out, the
 * refusal of a repetition proves nothing
 * @param endpoint of the zone: without a connection, the message names its host
 * @param nowMs this machine's clock, see `refusalError`
 */
export function failure(
  context: CallContext,
  outcome: HttpResponse | TransportError,
  { endpoint, tries, unclear, nowMs }: { endpoint: string; tries: number; unclear: boolean; nowMs: number },
): ExoError {
  const { doing, zone, request } = context;
  if (!(outcome instanceof TransportError)) {
    const error = refusalError(context, outcome, nowMs);
    if (!unclear) return error;
    return new ExoError('unavailable', error.message, {
      code: 'outcome-unknown',
      zone,
      request,
      cause: error,
    });
  }
  const after = tries > 1 ? ` after ${tries} tries` : '';
  const kind = outcome.fault === 'too-large' && !unclear ? 'unexpected' : 'unavailable';
  const host = outcome.fault === 'connect' ? ` (${new URL(endpoint).host})` : '';
  return new ExoError(kind, `could not ${doing}${host}: ${outcome.message}${after}`, {
    zone,
    request,
    code: unclear ? 'outcome-unknown' : outcome.fault,
    hint: outcome.hint,
    cause: outcome,
  });
}

/**
 * The error of a call that was interrupted after its request may have been sent: it says that the change may have been
 * made.
 */
export function cutShort({ doing, zone, request }: CallContext, repeat: Repeat, reason: unknown): unknown {
  if (!(reason instanceof ExoError)) return reason;
  return new ExoError(reason.kind, `${reason.message} while trying to ${doing}: it may have been done`, {
    code: 'outcome-unknown',
    zone,
    request,
    hint:
      repeat === 'safe'
        ? 'running the command again is safe'
        : 'check whether it was done before you try again',
  });
}

/**
 * The checked answer of a call that was answered with a 2xx.
 * @throws ExoError unexpected for a read whose answer is not JSON, does not fit the operation, or is about another
 * object. For a change it is unavailable with code `outcome-unknown`: any proxy can send a 2xx, so a 2xx alone does not
 * prove that the service has accepted the change
 */
export function readAnswer<T>(
  call: Call<T>,
  context: CallContext,
  response: HttpResponse,
  echoes: Pick<Echoes, 'any' | 'without'>,
): T {
  const { body } = response;
  let json: unknown;
  try {
    // JSON.parse takes three times as long with a function that is called for each property, so it gets one only if
    // needed.
    json =
      echoes.any() || body.includes('null')
        ? JSON.parse(body, function (this: unknown, key, value) {
            return echoes.without(key, withoutNull(this, value));
          })
        : JSON.parse(body);
  } catch {
    throw unreadable(context, response, describeText(body));
  }
  const parsed = call.answer().safeParse(json);
  if (parsed.success) {
    const id = own(parsed.data, 'id');
    const isOther = typeof id === 'string' && id.toLowerCase() !== (call.about ?? id).toLowerCase();
    if (isOther) throw unreadable(context, response, `is about ${id}`);
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'its top level';
  throw unreadable(context, response, `makes no sense at ${where}`);
}

function unreadable(
  { doing, operation, zone, request }: CallContext,
  { status }: HttpResponse,
  problem: string,
): ExoError {
  if (request.method === 'GET') {
    const message = `could not ${doing}: the answer to ${operation} ${problem}`;
    return new ExoError('unexpected', message, { code: 'unexpected-answer', zone, request });
  }
  const message = `the request to ${doing} was answered with HTTP ${status}, but the answer ${problem}`;
  return new ExoError('unavailable', message, { code: 'outcome-unknown', zone, request });
}

/** Says what a body is that is not JSON. The body's own words are never repeated. */
function describeText(body: string): string {
  if (body.trim() === '') return 'is empty';
  return /^\s*<(!doctype|html|head|body)\b/i.test(body) ? 'is a web page' : 'is not JSON';
}

/** Treats a property that is null as absent, so that one odd field of one object does not hide all the others. */
function withoutNull(holder: unknown, value: unknown): unknown {
  return value === null && !Array.isArray(holder) ? undefined : value;
}
