import { quote } from './escapes.js';

/** A directive of printf, such as `%-10.3s`, taken apart. */
export interface Spec {
  verb: string;
  /** Any of `+`, `-`, `#`, `0` and space. */
  flags: ReadonlySet<string>;
  /** The least number of characters. */
  width?: number | undefined;
  precision?: number | undefined;
}

/** Pads a text to the width, counted in characters: on the left, with flag `-` on the right, with flag `0` by zeros. */
export function pad(text: string, { flags, width = 0 }: Spec): string {
  if (width === 0) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.has('-')) return text + ' '.repeat(missing);
  return (flags.has('0') ? '0' : ' ').repeat(missing) + text;
}

/** Pads a number to the width: zeros go between the sign and the digits. */
function padNumber(sign: string, digits: string, spec: Spec): string {
  if (!spec.flags.has('0') || spec.flags.has('-')) return pad(sign + digits, spec);
  return sign + digits.padStart((spec.width ?? 0) - sign.length, '0');
}

/** The same directive without a flag. */
export function without(flag: string, spec: Spec): Spec {
  return { ...spec, flags: new Set([...spec.flags].filter((one) => one !== flag)) };
}

/** `-` for a negative number, else the sign or space that the flags ask for. */
function signOf(negative: boolean, flags: ReadonlySet<string>): string {
  if (negative) return '-';
  if (flags.has('+')) return '+';
  return flags.has(' ') ? ' ' : '';
}

/** Formats a string as Go does; undefined if the verb is not for strings. */
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

const BASES: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
/** What the flag `#` puts in front of the digits, by verb. */
const PREFIXES: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' };

/** Formats a whole number as Go does; undefined if the verb is not for whole numbers. */
export function formatInt(value: bigint, spec: Spec): string | undefined {
  const { verb, flags, precision } = spec;
  if (verb === 'c') return pad(character(value), spec);
  if (verb === 'q') return pad(quote(character(value), "'"), spec);
  const magnitude = value < 0n ? -value : value;
  if (verb === 'U')
    return formatString(unicode(magnitude, flags), { ...spec, verb: 's', precision: undefined });
  const base = BASES[verb];
  if (base === undefined) return undefined;
  if (precision === 0 && value === 0n) return ' '.repeat(spec.width ?? 0);
  const plain = magnitude.toString(base).padStart(precision ?? 0, '0');
  const digits = verb === 'X' ? plain.toUpperCase() : plain;
  const prefix = verb === 'O' ? '0o' : flags.has('#') ? (PREFIXES[verb] ?? '') : '';
  return padNumber(
    signOf(value < 0n, flags) + prefix,
    digits,
    precision === undefined ? spec : without('0', spec),
  );
}

/** Formats a floating-point number as Go does; undefined if the verb is not for such numbers. */
export function formatFloat(value: number, spec: Spec): string | undefined {
  const lower = spec.verb.toLowerCase();
  if (!['v', 'e', 'f', 'g'].includes(lower)) return undefined;
  const magnitude = Math.abs(value);
  const digits = floatDigits(magnitude, lower, spec.precision);
  const sign = signOf(value < 0 || Object.is(value, -0), spec.flags);
  return padNumber(sign, spec.verb === lower ? digits : digits.toUpperCase(), spec);
}

function floatDigits(value: number, verb: string, precision: number | undefined): string {
  const places = Math.min(precision ?? 6, 100);
  if (verb === 'f') return fixed(value, places);
  if (verb === 'e') return goExponent(value.toExponential(places));
  const shortest = value.toExponential(precision === undefined ? undefined : Math.max(places - 1, 0));
  const [mantissa = '', power = '0'] = shortest.split('e');
  const exponent = Number(power);
  const digits = mantissa.replace('.', '').replace(/0+$/, '') || '0';
  // Go writes an exponent if the number needs more digits than the precision, which is 6 where none is given.
  const most = precision === undefined ? 6 : Math.max(precision, 1);
  if (exponent < -4 || exponent >= most) return goExponent(Number(shortest).toExponential(digits.length - 1));
  return fixed(Number(shortest), Math.max(digits.length - 1 - exponent, 0));
}

/** Like toFixed, but without an exponent from 10²¹ on, and with an exact half rounded to even, as in Go. */
function fixed(value: number, places: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (places > 0 ? `.${'0'.repeat(places)}` : '');
  const rounded = value.toFixed(places);
  const exact = value.toFixed(Math.min(places + 60, 100));
  const point = exact.indexOf('.') + 1;
  const isHalf = /^50*$/.test(exact.slice(point + places));
  return isHalf && /[13579]$/.test(rounded)
    ? exact.slice(0, places > 0 ? point + places : point - 1)
    : rounded;
}

/** Writes the exponent as Go does, with at least two digits: `1e+06`. */
function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function character(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}

function unicode(value: bigint, flags: ReadonlySet<string>): string {
  const name = `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
  return flags.has('#') ? `${name} '${character(value)}'` : name;
}
