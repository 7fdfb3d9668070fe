/**
 * Words as a POSIX shell splits and quotes them (IEEE 1003.1, "Quoting"), without any expansion: `$`, `*`, `~` and
 * `#` are ordinary characters. So `--lora-modules '{"name": "a b"}'` inside one flag keeps its quoted value whole.
 */

/** A quote that is not closed, or a backslash at the end. */
export class ShellWordsError extends SyntaxError {
  override readonly name = 'ShellWordsError';

  constructor(problem: string, index: number) {
    super(`${problem} at character ${index + 1}`);
  }
}

const BLANK = /[ \t\n]/;

/** A kind of quotes: the pattern of a whole quoted piece, and how its content is read. */
export interface Quote {
  name: string;
  /** A sticky pattern; its group is the content. */
  whole: RegExp;
  read(inside: string): string;
}
/** In single quotes everything stands for itself. */
export const SINGLE: Quote = { name: 'single quote', whole: /'([^']*)'/y, read: (inside) => inside };
const DOUBLE: Quote = {
  name: 'double quote',
  whole: /"([^"\\]*(?:\\.[^"\\]*)*)"/sy,
  // A backslash escapes these characters, and removes a line break; before any other it stands for itself.
  read: (inside) => inside.replace(/\\(?:\n|(["\\$`]))/g, '$1'),
};

/**
 * The words of a command line: blanks separate, quotes and backslashes keep, an empty pair of quotes is an empty word.
 * @throws {ShellWordsError} for a quote that is not closed or a backslash at the very end.
 */
export function splitWords(text: string): string[] {
  return wordsOf(text, BLANK, (at) => {
    const char = text.charAt(at);
    if (char === "'" || char === '"') return quoted(text, at, char === "'" ? SINGLE : DOUBLE);
    if (char !== '\\') return [char, at + 1];
    if (at + 1 === text.length) throw new ShellWordsError('backslash without a character to quote', at);
    const next = text.charAt(at + 1);
    // A backslash before a line break only continues the line, and is no word.
    return [next === '\n' ? undefined : next, at + 2];
  });
}

/** A part of a word, undefined if there is none, and the position after it. */
type Piece = [piece: string | undefined, next: number];

/** Splits a text into words at blanks; a word consists of the pieces that are read between them. */
export function wordsOf(text: string, blank: RegExp, readPiece: (at: number) => Piece): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; ) {
    if (blank.test(text.charAt(at))) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
      continue;
    }
    const [piece, next] = readPiece(at);
    if (piece !== undefined) word = (word ?? '') + piece;
    at = next;
  }
  return word === undefined ? words : [...words, word];
}

/** The quoted piece at a position, and the position after it. @throws {ShellWordsError} if it is not closed */
export function quoted(
  text: string,
  at: number,
  { name, whole, read }: Quote,
): [piece: string, next: number] {
  whole.lastIndex = at;
  const [all, inside = ''] = whole.exec(text) ?? [];
  if (all === undefined) throw new ShellWordsError(`${name} not closed`, at);
  return [read(inside), at + all.length];
}

/** A word without special characters for sh, bash or zsh. It does not begin with `=`, which zsh would expand. */
const HARMLESS = /^[\w\-./:@%+,][\w\-./:@%+,=]*$/;

/** A word in single quotes, for sh, bash or zsh: `it's` → `'it'\''s'`. */
export const inQuotes = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** One word, quoted only where needed, safe to paste into sh, bash or zsh. */
export function quoteWord(word: string): string {
  return HARMLESS.test(word) ? word : inQuotes(word);
}

/** A command line that `splitWords`, or a shell, splits into exactly these words. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/**
 * A word in PowerShell's single quotes. Inside, only single quotes are special, and to PowerShell typographic ones are
 * such.
 */
export function quoteForPowershell(word: string): string {
  return `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

const CONTROLS = /[\x00-\x1f\x7f]/;

/**
 * One word on one line, to be pasted into bash, zsh or ksh. Control characters, line feeds among them, are written as
 * escapes: `$'a\x0ab'`.
 */
export function pasteWord(word: string): string {
  if (!CONTROLS.test(word)) return quoteWord(word);
  const escaped = word.replace(
    /[\x00-\x1f\x7f\\']/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${escaped}'`;
}

/** Every UTF-16 unit of a text as an escape that JSON and bash's `$'…'` both read: `\u202e`. */
export const escapedUnits = (text: string): string =>
  text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * A command of this program, ready to paste. If a name begins with a dash, the names go after `--`, so that it is not
 * taken for a flag.
 * @param verb `deployment show` @param names what was typed or listed @param flags with their values, as words
 */
export function commandLine(verb: string, names: readonly string[], flags: readonly string[] = []): string {
  const words = names.some((name) => name.startsWith('-'))
    ? [...flags, '--', ...names]
    : [...names, ...flags];
  return ['exo-di', ...verb.split(' '), ...words].map(pasteWord).join(' ');
}

/** The -z flag of a command, as words; none without a zone. */
export const atZone = (zone: string | undefined): string[] => (zone ? ['-z', zone] : []);

/** A command about a deployment: `exo-di deployment show my-app -z at-vie-2`. */
export const commandFor = (verb: string, name: string, zone: string, ...flags: string[]) =>
  commandLine(`deployment ${verb}`, [name], [...flags, '-z', zone]);

/** `exo-di deployment scale my-app 3 -z at-vie-2` */
export const scaleCommand = (name: string, size: number, zone: string) =>
  commandLine('deployment scale', [name, String(size)], ['-z', zone]);
