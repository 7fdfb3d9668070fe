import { once } from '../once.js';

/**
 * Text that can be shown as it is, with each character one column wide: ASCII, Latin letters, dashes and dots, boxes,
 * Braille. Most text is of this kind, and then Unicode's slow tables need not be loaded.
 */
export const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2500-\u259f\u2800-\u28ff]*$/;

/**
 * The characters that a terminal obeys or hides: control characters, lone surrogates, line separators, bidi controls
 * and everything without width.
 */
const HIDDEN = [
  '\\p{Cc}',
  '\\p{Cs}',
  '\\p{Default_Ignorable_Code_Point}',
  '\\u2028\\u2029',
  '\\ufff9-\\ufffb',
].join('');

/**
 * Whole emoji match first, so that the joiners and selectors inside them are left alone; then hidden characters, and a
 * mark at the beginning of a value, which would combine with whatever is printed before the value. Made from strings
 * because the `v` flag, which knows whole emoji, is newer than the language level of the sources; and made when first
 * needed, because a pattern with all emoji takes longer to compile than most commands take to run.
 */
const hiddenPatterns = once(() => ({
  emojiOrHidden: new RegExp(`\\p{RGI_Emoji}|[${HIDDEN}]|^\\p{M}`, 'gv'),
  isHidden: new RegExp(`^[${HIDDEN}\\p{M}]$`, 'v'),
}));

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes text from elsewhere safe to show: control characters, bidi overrides and invisible characters are written as
 * `\n`, `\x1b`, `\u202e`, so that a name cannot move the cursor, hide a part of itself or fake a row. Letters of every
 * script, combining marks and emoji stay as they are.
 */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  const { emojiOrHidden, isHidden } = hiddenPatterns();
  return text.replace(emojiOrHidden, (match) => (isHidden.test(match) ? written(match) : match));
}

/** The escape that is shown in place of a character: `\n`, `\x1b`, `\u202e`. */
export function written(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** Keeps a sentence on one line, so that a text quoted in it cannot look like another line of the program's output. */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n]/g, written);
}
