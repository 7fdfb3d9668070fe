import type { Written } from './answer.js';

/*
 * What bash (3.2 and newer) puts in the place of a word when TAB is pressed. bash inserts a candidate as it is and
 * evaluates the line later, and names are chosen by others: each is quoted for the quote that the cursor stands in,
 * or not offered at all.
 */

type Quote = '' | "'" | '"';

/**
 * The words before the cursor as they were typed. bash takes them apart at `=` and `:`, and 3.2 does not.
 * @param breaks COMP_WORDBREAKS
 */
export function joinedAtBreaks(words: readonly string[], breaks: string): string[] {
  const isBreak = (char = '') => char !== '' && joinedBreaks(breaks).includes(char);
  const joined: string[] = [];
  words.forEach((word, i) => {
    const last = joined.at(-1);
    if (last !== undefined && (isBreak(word[0]) || isBreak(words[i - 1]?.at(-1))))
      joined[joined.length - 1] = last + word;
    else joined.push(word);
  });
  return joined;
}

/** Characters at which readline begins a new word, and a shell does not. */
const joinedBreaks = (breaks: string) => breaks.replace(/[\s"'><;|&()]/g, '');

/**
 * How a candidate is written in place of what readline replaces of a word: from the open quote on, or from behind the
 * last `=` or `:`. What cannot be written there is not, and nothing is where a quote was closed before.
 * @param typed the word as it was typed @param breaks COMP_WORDBREAKS
 */
export function bashInsertion(typed: string, breaks: string): Written {
  // Candidates for `--zone=at` come without the flag.
  const [flag = ''] = /^--[^=]*=/.exec(typed) ?? [];
  const { before, quote } = replacedPart(typed, joinedBreaks(breaks));
  return (value) => {
    const whole = flag + value;
    return quote !== 'closed' && whole.startsWith(before)
      ? quoted(whole.slice(before.length), quote)
      : undefined;
  };
}

/** What stays of a word, without its quotes, and the quote in which it is continued. */
function replacedPart(typed: string, breaks: string): { before: string; quote: Quote | 'closed' } {
  let text = '';
  let before = '';
  let quote: Quote = '';
  for (let at = 0; at < typed.length; at++) {
    const char = typed.charAt(at);
    const next = typed.charAt(at + 1);
    if (quote === '' ? char === '$' && /['"]/.test(next) : char === quote) return { before, quote: 'closed' };
    if (quote === '' && (char === "'" || char === '"')) {
      quote = char;
      before = text;
    } else if (char === '\\' && (quote === '' || (quote === '"' && /["$`\\]/.test(next)))) {
      text += next;
      at++;
    } else {
      text += char;
      // A word that is broken at @ begins with it: readline takes it for a host's name.
      if (quote === '' && breaks.includes(char)) before = char === '@' ? text.slice(0, -1) : text;
    }
  }
  return { before, quote };
}

function quoted(text: string, quote: Quote): string | undefined {
  // readline closes the quote, unless what it inserted ends like one that is closed.
  const end = quote !== '' && text.endsWith(quote) ? quote : '';
  if (quote === "'") return text.replaceAll("'", "'\\''") + end;
  // bash expands history between double quotes, and leaves a backslash before it where it is.
  if (quote === '"') return text.includes('!') ? undefined : text.replace(/["$`\\]/g, '\\$&') + end;
  return text.replace(/[^\w\-./:@%+,=\u0080-\u{10ffff}]/gu, '\\$&');
}
