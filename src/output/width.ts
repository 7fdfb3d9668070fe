import { once } from '../once.js';
import { PLAIN } from './visible.js';

/* Everything made from Unicode's tables is made when first needed: that takes milliseconds, and most text is plain. */

/** Tables never wrap sentences to fewer columns than this. */
export const LEAST_PROSE = 20;

/** Splits text into what people see as characters. */
export const graphemes = once(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));
/** The `v` flag is newer than the language level of the sources, so a literal cannot have it. */
const SETS = 'v';
/** Whole emoji sequences: two columns each. */
const emoji = once(() => new RegExp('^\\p{RGI_Emoji}$', SETS));
/** Marks, format characters and the trailing parts of Hangul syllables are drawn onto the character before them. */
const noWidth = once(() => /[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}\u1160-\u11ff]/u);
/** Characters two columns wide: East Asian Wide and Fullwidth, by block, and emoji (Unicode, UAX #11). */
const WIDE =
  '[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{1f200}-\\u{1f2ff}\\u{20000}-\\u{3fffd}]|\\p{Emoji_Presentation}';
const wide = once(() => new RegExp(WIDE, 'u'));

/** How many terminal columns the text takes. It must hold no control characters: see `visible`. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemesOf(text)) width += graphemeWidth(grapheme);
  return width;
}

/** The text cut to at most `width` ≥ 1 columns, with an ellipsis at the end if something was cut. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let used = 0;
  let end = 0;
  for (const grapheme of graphemesOf(text)) {
    used += graphemeWidth(grapheme);
    if (used > width - 1) break;
    end += grapheme.length;
  }
  return `${text.slice(0, end)}…`;
}

/** The text in lines of at most `width` ≥ 2 columns, broken at spaces where possible. Only those spaces are lost. */
export function wrap(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const grapheme of graphemesOf(text)) {
    const more = graphemeWidth(grapheme);
    if (used + more > width && line !== '') {
      const space = grapheme === ' ' ? line.length : line.lastIndexOf(' ');
      lines.push(space > 0 ? line.slice(0, space) : line);
      line = space > 0 ? line.slice(space + 1) : '';
      used = displayWidth(line);
      if (grapheme === ' ') continue;
    }
    line += grapheme;
    used += more;
  }
  return line === '' ? lines : [...lines, line];
}

/** Segmenting takes quadratic time, so long strings are split into pieces of this length. */
const PIECE = 256;

/** The text as what people see as characters. */
function* graphemesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const piece = text.slice(from, from + PIECE);
    const parts = PLAIN.test(piece)
      ? piece.split('')
      : [...graphemes().segment(piece)].map(({ segment }) => segment);
    // The last character may continue in the next piece, so it is read again with that piece.
    if (parts.length > 1 && from + PIECE < text.length) parts.pop();
    for (const part of parts) {
      yield part;
      from += part.length;
    }
  }
}

function graphemeWidth(grapheme: string): number {
  if (grapheme.length > 1 && emoji().test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) {
    if (!noWidth().test(character)) width += wide().test(character) ? 2 : 1;
  }
  return width;
}
