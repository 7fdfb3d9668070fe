import { CONTROLS } from './literals.js';

/** A directive of printf without its value: `%-10.3s`. */
export interface Spec {
  verb: string;
  /** Of `+ - # 0` and space. */
  flags: ReadonlySet<string>;
  /** The least number of characters. */
  width?: number | undefined;
  precision?: number | undefined;
}

/** Fills up to the width, counted in characters: on the left, with `-` on the right, with `0` by zeros. */
export function pad(text: string, { flags, width = 0 }: Spec): string {
  if (width === 0) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.has('-')) return text + ' '.repeat(missing);
  return (flags.has('0') ? '0' : ' ').repeat(missing) + text;
}

/** The same for numbers: zeros go between the sign and the digits. */
export function padNumber(sign: string, digits: string, spec: Spec): string {
  if (!spec.flags.has('0') || spec.flags.has('-')) return pad(sign + digits, spec);
  return sign + digits.padStart((spec.width ?? 0) - sign.length, '0');
}

/** The same directive without a flag. */
export function without(flag: string, spec: Spec): Spec {
  return { ...spec, flags: new Set([...spec.flags].filter((one) => one !== flag)) };
}

/** `-`, or what the flags put in front of a number that is not negative. */
export function signOf(negative: boolean, flags: ReadonlySet<string>): string {
  if (negative) return '-';
  if (flags.has('+')) return '+';
  return flags.has(' ') ? ' ' : '';
}

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

function truncate(text: string, precision: number | undefined): string {
  return precision === undefined ? text : [...text].slice(0, precision).join('');
}

const ESCAPES = new Map([...CONTROLS, ['\\', '\\']].map(([letter, control]) => [control, `\\${letter}`]));
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** Go's quoting, of strings and of single characters: what cannot be printed is escaped, with `ascii` everything beyond ASCII too. */
export function quote(text: string, mark: '"' | "'", ascii = false): string {
  let quoted = mark as string;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const control = ESCAPES.get(character);
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
