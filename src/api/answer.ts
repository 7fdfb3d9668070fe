import { ExoError } from '../errors.js';
import type { Call } from './call.js';
import type { CallContext } from './errors.js';
import type { HttpResponse } from './transport.js';

/**
 * The checked answer of a call that was answered with a 2xx.
 * @throws ExoError unexpected: no JSON, or not what the operation answers
 */
export function readAnswer<T>(call: Call<T>, context: CallContext, response: HttpResponse): T {
  const where = context.zone ? ` in ${context.zone}` : '';
  const fail = (problem: string) =>
    new ExoError(
      'unexpected',
      `could not ${context.doing}${where}: the answer to ${call.operation} ${problem}`,
      {
        code: call.method === 'GET' ? 'unexpected-answer' : 'outcome-unknown',
        zone: context.zone,
        request: { method: context.method, path: context.path },
      },
    );
  let json: unknown;
  try {
    json = JSON.parse(response.body, withoutNull);
  } catch {
    throw fail('is not JSON');
  }
  const parsed = call.answer().safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw fail(`makes no sense at ${issue?.path.join('.') || 'its top'} (${issue?.message ?? 'invalid'})`);
}

/** A property that is null counts as absent: one odd field of one object must not hide all the others. */
function withoutNull(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}
