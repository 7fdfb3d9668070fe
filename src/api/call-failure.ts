import { ExoError } from '../errors.js';
import { type CallContext, refusalError } from './errors.js';
import { type HttpResponse, TransportError } from './http/transport.js';
import type { Repeat } from './retry.js';

/**
 * What a call that brought no answer worth having ends with. `unclear`: a change may have been made all the same, so that
 * what its repetition was refused with is no reason to take it for refused.
 */
export function failure(
  context: CallContext,
  outcome: HttpResponse | TransportError,
  { tries, unclear, nowMs }: { tries: number; unclear: boolean; nowMs: number },
): ExoError {
  if (!(outcome instanceof TransportError)) {
    const error = refusalError(context, outcome, nowMs);
    if (!unclear) return error;
    return new ExoError('unavailable', error.message, {
      ...facts(context),
      code: 'outcome-unknown',
      cause: error,
    });
  }
  const where = context.zone ? ` in ${context.zone}` : '';
  const after = tries > 1 ? ` after ${tries} tries` : '';
  const kind = outcome.fault === 'too-large' && !unclear ? 'unexpected' : 'unavailable';
  return new ExoError(kind, `could not ${context.doing}${where}: ${outcome.message}${after}`, {
    ...facts(context),
    code: unclear ? 'outcome-unknown' : outcome.fault,
    hint: outcome.hint,
    cause: outcome,
  });
}

/** Interrupted with the request on its way: what became of it is not known, and must not be passed over. */
export function cutShort(context: CallContext, repeat: Repeat, reason: unknown): unknown {
  if (!(reason instanceof ExoError)) return reason;
  const where = context.zone ? ` in ${context.zone}` : '';
  return new ExoError(
    reason.kind,
    `${reason.message} while trying to ${context.doing}${where}: it may have been done`,
    {
      ...facts(context),
      code: 'outcome-unknown',
      hint: repeat === 'safe' ? 'running the command again is safe' : 'look before you try again',
    },
  );
}

const facts = (context: CallContext) => ({
  zone: context.zone,
  request: { method: context.method, path: context.path },
});
