import { once } from '../once.js';

/**
 * Text with nothing to hide, each character one column wide, told without Unicode's tables: ASCII, Latin letters,
 * dashes and dots, boxes, Braille.
 */
export const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2500-\u259f\u2800-\u28ff]*$/;

/**
 * Emoji first, so that the joiners and selectors inside them are left alone; then what a terminal obeys or hides:
 * control characters, lone surrogates, line separators, bidi controls, everything of no width, and a mark with
 * nothing to combine with but what stands before the value. Built from a string because the `v` flag, which
 * knows whole emoji sequences, is newer than the language level of the sources.
 */
const HIDDEN = [
  '\\p{Cc}',
  '\\p{Cs}',
  '\\p{Default_Ignorable_Code_Point}',
  '\\u2028\\u2029',
  '\\ufff9-\\ufffb',
].join('');

/** Made when first needed: all emoji sequences in a pattern take longer to compile than most commands to run. */
const hiddenPatterns = once(() => ({
  emojiOrHidden: new RegExp(`\\p{RGI_Emoji}|[${HIDDEN}]|^\\p{M}`, 'gv'),
  isHidden: new RegExp(`^[${HIDDEN}\\p{M}]$`, 'v'),
}));

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from elsewhere made fit to be shown: control and escape sequences, bidi overrides and invisible
 * characters stand as `\n`, `\x1b`, `\u202e`, so that a name cannot move the cursor, hide a part of itself or
 * fake a row. Letters of every script, combining marks and emoji stay as they are.
 */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  const { emojiOrHidden, isHidden } = hiddenPatterns();
  return text.replace(emojiOrHidden, (match) => (isHidden.test(match) ? written(match) : match));
}

/** A character as it stands in place of itself: `\n`, `\x1b`, `\u202e`. */
export function written(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** A sentence kept on its line, wherever it is read: what it quotes must not look like another line of ours. */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n]/g, written);
}
