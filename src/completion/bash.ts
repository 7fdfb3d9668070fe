import type { Written } from './answer-tab.js';

/*
 * What bash (3.2 and newer) inserts for a word when TAB is pressed. bash inserts a candidate unchanged and evaluates
 * the line later, and other people choose the names. So each name is quoted for the quote around the cursor, or not
 * offered at all.
 */

type Quote = '' | "'" | '"';

/**
 * The words before the cursor as they were typed. bash splits them at `=` and `:`, bash 3.2 does not.
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

/** The characters at which readline begins a new word and the shell does not. */
const joinedBreaks = (breaks: string) => breaks.replace(/[\s"'><;|&()]/g, '');

/**
 * Returns how a candidate is written in place of the part of a word that readline replaces: from the open quote on, or
 * from behind the last `=` or `:`. A candidate that cannot be written there is not offered, and none is if a quote was
 * already closed in the word.
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

/** The part of a word that readline keeps, without its quotes, and the quote that is open at the cursor. */
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
      // At @, the part that is replaced begins with the @ itself: readline takes it for a host name.
      if (quote === '' && breaks.includes(char)) before = char === '@' ? text.slice(0, -1) : text;
    }
  }
  return { before, quote };
}

function quoted(text: string, quote: Quote): string | undefined {
  // readline closes the quote, unless the inserted text ends as if the quote were already closed.
  const end = quote !== '' && text.endsWith(quote) ? quote : '';
  if (quote === "'") return text.replaceAll("'", "'\\''") + end;
  // Between double quotes bash expands `!` to an earlier command, and a backslash before it would stay in the word.
  if (quote === '"') return text.includes('!') ? undefined : text.replace(/["$`\\]/g, '\\$&') + end;
  return text.replace(/[^\w\-./:@%+,=\u0080-\u{10ffff}]/gu, '\\$&');
}
