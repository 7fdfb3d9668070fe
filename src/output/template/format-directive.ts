import { asInt, type GoValue } from './go-value.js';

/** Beyond this Go calls a width or precision bad, too. */
const MOST = 1_000_000;
const FLAGS = /[+\-# 0]*/y;
const INDEX = /\[(\d*)\]|\[[^\]]*\]?/y;
const DIGITS = /\d+/y;

/**
 * Reads what follows a `%`. @param turn the argument whose turn it is
 * @returns the directive, without a verb when the format ends before one; where the format goes on; which argument is next;
 *   whether an `[n]` named one there is not, or any; and mistakes as Go writes them, `%!(BADWIDTH)`
 */
export function readDirective(format: string, start: number, args: readonly GoValue[], turn: number) {
  let [at, next, problems, badIndex, reordered] = [start, turn, '', false, false];
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(format);
    at += found?.[0].length ?? 0;
    return found;
  };
  const takeIndex = () => {
    const found = take(INDEX);
    if (!found) return;
    reordered = true;
    const index = Number(found[1] || 0);
    if (index >= 1 && index <= args.length) next = index - 1;
    else badIndex = true;
  };
  /** A number, or `*` for the next argument; undefined is bad, null is absent. */
  const takeNumber = (): number | undefined | null => {
    if (format[at] !== '*') {
      const digits = take(DIGITS)?.[0];
      if (digits === undefined) return null;
      return Number(digits) <= MOST ? Number(digits) : undefined;
    }
    at++;
    const whole = asInt(args[next++] ?? null);
    return whole !== undefined && whole <= MOST && whole >= -MOST ? Number(whole) : undefined;
  };

  const flags = new Set(take(FLAGS)?.[0] ?? '');
  takeIndex();
  let width = takeNumber();
  if (width === undefined) problems += '%!(BADWIDTH)';
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
    if (given === undefined || (given ?? 0) < 0) problems += '%!(BADPREC)';
    else precision = given ?? 0;
  }
  takeIndex();
  const code = format.codePointAt(at);
  const verb = code === undefined ? undefined : String.fromCodePoint(code);
  const spec = { verb, flags, width: width ?? undefined, precision };
  return { spec, end: at + (verb?.length ?? 0), next, badIndex, reordered, problems };
}
