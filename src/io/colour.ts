import type { Env } from '../domain/env.js';
/**
 * How many colours may be used on a stream: NO_COLOR (https://no-color.org) wins, then FORCE_COLOR, then the
 * terminal's own word. Nothing is coloured where no terminal is looking.
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

/** May lines be repainted? Only on a terminal that knows how. */
export function canAnimate(env: Env, isTerminal: boolean): boolean {
  return isTerminal && env.TERM !== 'dumb' && env.TERM !== undefined && !env.CI;
}

/**
 * May more than ASCII be drawn? Not where the locale is named and is none of UTF-8, by the order of POSIX (LC_ALL,
 * LC_CTYPE, LANG), nor on the console of Linux, whose font has no bars. Where no locale is named, terminals read UTF-8
 * all the same.
 */
export function drawsUnicode(env: Env): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  return /utf-?8/i.test(locale) && env.TERM !== 'linux';
}
