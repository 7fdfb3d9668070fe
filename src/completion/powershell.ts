import { quoteForPowershell } from '../domain/shell-words.js';
import type { Written } from './answer-tab.js';

/*
 * What PowerShell inserts for a word when TAB is pressed. It replaces the whole word, with its quotes, and evaluates
 * the line later, and other people choose the names. So every name that could be read as anything but text is quoted.
 */

/** The characters that PowerShell takes for a single quote, and for a double quote. */
const SINGLE = /['\u2018-\u201b]/;
const DOUBLE = /["\u201c-\u201e]/;
/** Words that need no quotes. */
const BARE = /^[\w./:=+-]+$/;

/** The words as the program would get them, made from what was typed. The script puts a `=` before each word. */
export function powershellWords(given: readonly string[]): string[] {
  return given.map((word) => unquotedInPowershell(word.replace(/^=/, '')));
}

/** A word without its quotes and backticks. A quote may still be open. Nothing is expanded. */
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
      // A doubled quote stands for the quote itself.
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

/** Returns how a candidate is written in place of a word. @param word what has been typed of it, without quotes */
export function powershellInsertion(word: string): Written {
  // Candidates for `--zone=at` come without the flag, and PowerShell replaces the whole word.
  const [flag = ''] = /^--[^=]*=/.exec(word) ?? [];
  return (value) => {
    const whole = flag + value;
    return BARE.test(whole) ? whole : quoteForPowershell(whole);
  };
}
