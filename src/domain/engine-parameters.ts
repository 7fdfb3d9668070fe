import { once } from '../once.js';
import { withoutSecrets } from './secrets.js';
import { escapedUnits, inQuotes, type Quote, quoted, SINGLE, wordsOf } from './shell-words.js';

/*
 * Engine parameters in one text, as `--inference-engine-params` takes them and `show` prints them. A text without
 * quotes is split at blanks, as `exo` does it (Go's strings.Fields), and nothing in it changes: JSON keeps its quotes,
 * a Windows path its backslashes. Quotes that group words are an addition of this program.
 */

/* Patterns that need Unicode's tables are made at first use, because every command for deployments loads this file. */

/** The blanks of Go's unicode.IsSpace. */
const blank = once(() => /\p{White_Space}/u);
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };
/** No JSON is nested deeper. The limit keeps the search short in a text of brackets that nothing closes. */
const DEEPEST = 100;
/** The characters that a backslash escapes; before any other, it stands for itself. */
const escapable = once(() => /['"\\\p{White_Space}]/u);

const QUOTES = new Map<string, Quote>([
  ["'", SINGLE],
  [
    '"',
    {
      name: 'double quote',
      whole: /"([^"\\]*(?:\\.[^"\\]*)*)"/sy,
      read: (inside) => inside.replace(/\\(["\\])/g, '$1'),
    },
  ],
  ["$'", { name: "$'", whole: /\$'([^'\\]*(?:\\.[^'\\]*)*)'/sy, read: unescaped }],
]);

/**
 * The parameters of one text. Blanks separate them, except inside quotes and inside matching brackets and braces: there
 * no character is special, so JSON with blanks stays whole. `'…'` is taken as it is, `"…"` knows `\"` and `\\`, and
 * `$'…'` knows `\n`, `\t`, `\r`, `\'` and `\uXXXX`, as bash does. Outside quotes a backslash is special only before a
 * quote, a blank or a backslash.
 * @throws {ShellWordsError} for a quote that is not closed
 */
export function splitParameters(text: string): string[] {
  return wordsOf(text, blank(), (at) => readPiece(text, at));
}

/** The piece at a position: something in quotes or brackets, an escaped character, or a character. */
function readPiece(text: string, at: number): [piece: string, next: number] {
  const char = text.charAt(at);
  const following = text.charAt(at + 1);
  const quote = QUOTES.get(char === '$' ? char + following : char);
  if (quote) return quoted(text, at, quote);
  if (char === '\\' && escapable().test(following)) return [following, at + 2];
  const end = closingBracket(text, at, true) ?? closingBracket(text, at, false) ?? at;
  return [text.slice(at, end + 1), end + 1];
}

/**
 * The position of the bracket or brace that closes the one at `start`; undefined if there is none.
 * @param json brackets inside JSON strings are not counted
 */
function closingBracket(text: string, start: number, json: boolean): number | undefined {
  const open: string[] = [];
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    const closing = CLOSING[char];
    if (open.length > DEEPEST) return undefined;
    if (closing !== undefined) open.push(closing);
    else if (open.length === 0) return undefined;
    else if (char === '"' && json) {
      do at += text.charAt(at) === '\\' ? 2 : 1;
      while (at < text.length && text.charAt(at) !== '"');
    } else if (char === '}' || char === ']') {
      if (open.pop() !== char) return undefined;
      if (open.length === 0) return at;
    }
  }
  return undefined;
}

/** Characters that are invisible, or that change how text is displayed. */
const unseen = once(() => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|^\p{M}/gu);
/** The character that a letter after a backslash stands for in `$'…'`. */
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", n: '\n', t: '\t', r: '\r' };

function unescaped(inside: string): string {
  return inside.replace(/\\(?:u([0-9a-f]{4})|(.))/gis, (whole, unit?: string, letter = '') =>
    unit ? String.fromCharCode(Number.parseInt(unit, 16)) : (ESCAPES[letter] ?? whole),
  );
}

function escaped(text: string): string {
  const letters = new Map(Object.entries(ESCAPES).map(([letter, means]) => [means, `\\${letter}`]));
  return text
    .replace(/[\\']/g, '\\$&')
    .replace(unseen(), (units) => letters.get(units) ?? escapedUnits(units));
}

/**
 * One line that `splitParameters` reads as exactly these parameters, also after it was printed: characters that a
 * terminal or an output format would change are written as escapes. Quotes are used only if needed.
 */
export function joinParameters(parameters: readonly string[]): string {
  return parameters.map(quoteParameter).join(' ');
}

/** Like `joinParameters`, but with secrets hidden: for messages, which end up in the logs of CI jobs. */
export function saidParameters(parameters: readonly string[]): string {
  return joinParameters(withoutSecrets(parameters));
}

function quoteParameter(parameter: string): string {
  if (parameter.search(unseen()) !== -1) return `$'${escaped(parameter)}'`;
  return standsPlain(parameter) ? parameter : inQuotes(parameter);
}

/** Does `splitParameters` read the parameter as it is without quotes, whatever follows? */
function standsPlain(parameter: string): boolean {
  for (let at = 0; at < parameter.length; at++) {
    const char = parameter.charAt(at);
    if (/['"\p{White_Space}]/u.test(char)) return false;
    // The backslash would escape the next backslash, or at the end of the parameter the blank that follows.
    if (char === '\\' && /^\\?$/.test(parameter.charAt(at + 1))) return false;
    if (CLOSING[char] !== undefined) {
      const end = closingBracket(parameter, at, true);
      if (end === undefined) return false;
      at = end;
    }
  }
  return parameter !== '';
}
