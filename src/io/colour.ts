import type { Env } from '../domain/environment.js';
/**
 * How many colours may be used on a stream, as chalk counts them: NO_COLOR (https://no-color.org) wins, then
 * FORCE_COLOR, then what the terminal says of itself. Without a terminal only FORCE_COLOR gives colours.
 */
export function colourLevel(env: Env, isTerminal: boolean): 0 | 1 | 2 | 3 {
  if (env.NO_COLOR) return 0;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') {
    if (forced === '0' || forced === 'false') return 0;
    if (forced === '2') return 2;
    if (forced === '3') return 3;
    return 1;
  }
  if (!isTerminal || env.TERM === 'dumb') return 0;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 3;
  return /256/.test(env.TERM ?? '') ? 2 : 1;
}

/** Whether lines may be repainted: only on a terminal that can do so. */
export function canAnimate(env: Env, isTerminal: boolean): boolean {
  return isTerminal && env.TERM !== 'dumb' && env.TERM !== undefined && !env.CI;
}

/**
 * Whether more than ASCII may be drawn. Not if the locale is set and is not UTF-8, in the order of POSIX (LC_ALL,
 * LC_CTYPE, LANG), and not on the console of Linux, whose font has no bars. If no locale is set, UTF-8 is assumed,
 * because terminals read it all the same.
 */
export function drawsUnicode(env: Env): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  return /utf-?8/i.test(locale) && env.TERM !== 'linux';
}
