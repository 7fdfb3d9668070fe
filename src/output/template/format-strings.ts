import { pad, type Spec } from './format-spec.js';

/** A string with a verb, undefined when the verb is not for strings. */
export function formatString(text: string, spec: Spec): string | undefined {
  const { verb, flags, precision } = spec;
  switch (verb) {
    case 'v':
      return pad(flags.has('#') ? quote(text, '"') : truncate(text, precision), spec);
    case 's':
      return pad(truncate(text, precision), spec);
    case 'q': {
      const cut = truncate(text, precision);
      const raw = flags.has('#') && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(cut);
      return pad(raw ? `\`${cut}\`` : quote(cut, '"', flags.has('+')), spec);
    }
    case 'x':
    case 'X':
      return pad(hex(text, spec), spec);
    default:
      return undefined;
  }
}

/** A character in single quotes, as %q shows a whole number. */
export function quoteCharacter(character: string): string {
  return quote(character, "'");
}

function truncate(text: string, precision: number | undefined): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('');
}

const CONTROLS = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** Go's quoting: what cannot be printed is escaped, with `ascii` everything beyond ASCII too. */
function quote(text: string, mark: '"' | "'", ascii = false): string {
  let quoted = mark as string;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const control = CONTROLS.get(character);
    if (character === mark) quoted += `\\${mark}`;
    else if (control !== undefined) quoted += control;
    else if (PRINTABLE.test(character) && !(ascii && code > 0x7e)) quoted += character;
    else if (code < 0x80) quoted += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x10000) quoted += `\\u${code.toString(16).padStart(4, '0')}`;
    else quoted += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return quoted + mark;
}

/** The UTF-8 bytes in hexadecimal; precision counts bytes. */
function hex(text: string, { verb, flags, precision }: Spec): string {
  const bytes = [...new TextEncoder().encode(text)].slice(0, precision);
  if (bytes.length === 0) return '';
  const prefix = flags.has('#') ? '0x' : '';
  const spaced = flags.has(' ');
  const parts = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const joined = spaced ? parts.map((part) => prefix + part).join(' ') : prefix + parts.join('');
  return verb === 'X' ? joined.toUpperCase() : joined;
}
