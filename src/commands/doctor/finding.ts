import { failureOf } from '../../errors.js';
import type { ErrorKind } from '../../exit-codes.js';

/** `skip` means not checked, which is not a failure; the detail says why. */
export type Status = 'ok' | 'warn' | 'fail' | 'skip';

export interface Finding {
  /** `credentials`, `tls`, or with its object: `permission:list-models`, `quota:gpua5000`. */
  check: string;
  zone?: string | undefined;
  status: Status;
  detail: string;
  /** Its words in the one line for all findings of its kind, if all are well: `gpua5000 2 of 8`. */
  short?: string | undefined;
  /** How long an answer took. */
  tookMs?: number | undefined;
  /** What to do about it; may have several lines. */
  hint?: string | undefined;
  /** The kind of error, for the exit code; set for failures and warnings. */
  kind?: ErrorKind | undefined;
}

export const ok = (check: string, detail: string): Finding => ({ check, status: 'ok', detail });
export const skip = (check: string, detail: string): Finding => ({ check, status: 'skip', detail });

/** @param hint what to do about it */
export function warn(check: string, detail: string, kind: ErrorKind, hint?: string): Finding {
  return { check, status: 'warn', detail, kind, hint };
}

/** @param hint what to do about it */
export function fail(check: string, detail: string, kind: ErrorKind, hint?: string): Finding {
  return { check, status: 'fail', detail, kind, hint };
}

/** The finding for an error of a check. @throws the error itself if it is a bug or an interruption (Ctrl-C) */
export function failed(check: string, error: unknown): Finding {
  const { message, kind, hint } = failureOf(error);
  return fail(check, message, kind, hint);
}
