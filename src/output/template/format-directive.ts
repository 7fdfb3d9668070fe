import type { Spec } from './format-text.js';
import { asInt, type GoValue } from './go-value.js';

/** Beyond this Go calls a width or precision bad, too. */
const MOST = 1_000_000;
const FLAGS = /[+\-# 0]*/y;
const INDEX = /\[(\d*)\]|\[[^\]]*\]?/y;
const DIGITS = /\d+/y;

/** A directive as it was read. */
export interface Directive {
  /** Without a verb when the format ends before one. */
  spec: Omit<Spec, 'verb'> & { verb?: string | undefined };
  /** Where the format goes on. */
  end: number;
  /** The argument the verb takes. */
  next: number;
  /** An `[n]` named an argument there is not. */
  badIndex: boolean;
  reordered: boolean;
  /** `%!(BADWIDTH)`, `%!(BADPREC)`. */
  problems: string;
}

/** Reads what follows a `%`. @param next the argument whose turn it is */
export function readDirective(
  format: string,
  start: number,
  args: readonly GoValue[],
  next: number,
): Directive {
  let at = start;
  const result: Directive = {
    spec: { flags: new Set() },
    end: at,
    next,
    badIndex: false,
    reordered: false,
    problems: '',
  };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(format);
    at += found?.[0].length ?? 0;
    return found;
  };
  const takeIndex = (): boolean => {
    const found = take(INDEX);
    if (!found) return false;
    result.reordered = true;
    const index = Number(found[1] || 0);
    if (index >= 1 && index <= args.length) result.next = index - 1;
    else result.badIndex = true;
    return true;
  };
  /** A number, or `*` for the next argument; undefined is bad, null is absent. */
  const takeNumber = (): number | undefined | null => {
    if (format[at] !== '*') {
      const digits = take(DIGITS)?.[0];
      if (digits === undefined) return null;
      return Number(digits) <= MOST ? Number(digits) : undefined;
    }
    at++;
    const whole = asInt(args[result.next++] ?? null);
    return whole !== undefined && whole <= MOST && whole >= -MOST ? Number(whole) : undefined;
  };

  const flags = new Set(take(FLAGS)?.[0] ?? '');
  takeIndex();
  let width = takeNumber();
  if (width === undefined) result.problems += '%!(BADWIDTH)';
  if (typeof width === 'number' && width < 0) {
    width = -width;
    flags.add('-');
  }
  if (flags.has('-')) flags.delete('0');
  let precision: number | undefined;
  if (format[at] === '.') {
    at++;
    takeIndex();
    const given = takeNumber();
    precision = given === null ? 0 : given;
    if (precision !== undefined && precision < 0) precision = undefined;
    if (given === undefined || (given !== null && given < 0)) result.problems += '%!(BADPREC)';
  }
  takeIndex();
  const code = format.codePointAt(at);
  const verb = code === undefined ? undefined : String.fromCodePoint(code);
  result.spec = { verb, flags, width: width ?? undefined, precision };
  result.end = at + (verb?.length ?? 0);
  return result;
}
