import { quoteForPowershell } from '../domain/shell-words.js';
import type { Written } from './answer.js';

/*
 * What PowerShell puts in the place of a word when TAB is pressed. It replaces the whole word, quote and all, and
 * evaluates the line later, where names are chosen by others: what could be read as anything but text is quoted.
 */

/** What PowerShell takes for a single quote, and for a double one. */
const SINGLE = /['\u2018-\u201b]/;
const DOUBLE = /["\u201c-\u201e]/;
/** Words that are text as they stand. */
const BARE = /^[\w./:=+-]+$/;

/** The words as the program would get them, from how they were typed, each behind a `=`: see the script. */
export function powershellWords(given: readonly string[]): string[] {
  return given.map((word) => unquotedInPowershell(word.replace(/^=/, '')));
}

/** A word without its quotes and backticks; a quote may still be open, and nothing is expanded. */
export function unquotedInPowershell(typed: string): string {
  let text = '';
  let quote: RegExp | undefined;
  for (let at = 0; at < typed.length; at++) {
    const char = typed.charAt(at);
    const next = typed.charAt(at + 1);
    if (char === '`' && quote !== SINGLE) {
      text += next;
      at++;
    } else if (quote?.test(char)) {
      // Twice is one of them.
      if (quote.test(next)) {
        text += next;
        at++;
      } else quote = undefined;
    } else if (quote === undefined && SINGLE.test(char)) quote = SINGLE;
    else if (quote === undefined && DOUBLE.test(char)) quote = DOUBLE;
    else text += char;
  }
  return text;
}

/** How a candidate is written in place of a word. @param word what has been typed of it, without quotes */
export function powershellInsertion(word: string): Written {
  // Candidates for `--zone=at` come without the flag, and PowerShell replaces the whole word.
  const [flag = ''] = /^--[^=]*=/.exec(word) ?? [];
  return (value) => {
    const whole = flag + value;
    return BARE.test(whole) ? whole : quoteForPowershell(whole);
  };
}
