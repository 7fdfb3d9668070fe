import type { GoValue } from './go-value.js';

const INT = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Underscores stand between digits, or between a base's prefix and its digits. */
const UNDERSCORES = /^[+-]?(?:0[xXbBoO]_?)?[^_]+(?:_[^_]+)*$/;
const MAX_INT = 2n ** 63n - 1n;

/** A Go number: `42`, `-3`, `0x1f`, `1_000` are whole, `1.5`, `1e3` are not. Undefined when it is none, or beyond 64 bits. */
export function parseNumber(text: string): GoValue | undefined {
  if (text.includes('_') && !UNDERSCORES.test(text)) return undefined;
  const digits = text.replaceAll('_', '');
  const [, sign, whole] = INT.exec(digits) ?? [];
  if (whole === undefined)
    return FLOAT.test(digits) && Number.isFinite(Number(digits)) ? Number(digits) : undefined;
  // Go still reads 0755 as octal.
  const value = BigInt(/^0[0-7]+$/.test(whole) ? `0o${whole.slice(1)}` : whole.toLowerCase());
  if (value > MAX_INT + (sign === '-' ? 1n : 0n)) return undefined;
  return sign === '-' ? -value : value;
}

const ESCAPE = /\\(?:([abfnrtv\\"'])|([0-7]{3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|)/g;
/** Control characters by the letters that stand for them behind a backslash. */
export const CONTROLS = new Map(
  Object.entries({ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }),
);

/**
 * What a Go string in double quotes, or a character in single ones, stands for. `\x` and octal escapes are bytes
 * of UTF-8. Undefined for an escape Go does not know.
 */
export function unquote(quoted: string): string | undefined {
  const quote = quoted.charAt(0);
  const bytes: number[] = [];
  const add = (text: string) => {
    for (const byte of new TextEncoder().encode(text)) bytes.push(byte);
  };
  const inner = quoted.slice(1, -1);
  let from = 0;
  for (const match of inner.matchAll(ESCAPE)) {
    const [all, simple, octal, hex, short, long] = match;
    add(inner.slice(from, match.index));
    from = match.index + all.length;
    const byte = octal ? Number.parseInt(octal, 8) : hex ? Number.parseInt(hex, 16) : undefined;
    if (byte !== undefined) {
      if (byte > 0xff) return undefined;
      bytes.push(byte);
      continue;
    }
    const character = simple ? escaped(simple, quote) : codePoint(short ?? long);
    if (character === undefined) return undefined;
    add(character);
  }
  add(inner.slice(from));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** A character constant is its code point. */
export function parseCharacter(quoted: string): bigint | undefined {
  const [first, ...rest] = unquote(quoted) ?? '';
  const code = first?.codePointAt(0);
  return code === undefined || rest.length > 0 ? undefined : BigInt(code);
}

/** `\"` is known in strings only, `\'` in characters only. */
function escaped(simple: string, quote: string): string | undefined {
  if (simple === '"' || simple === "'") return simple === quote ? simple : undefined;
  return CONTROLS.get(simple) ?? simple;
}

function codePoint(hex: string | undefined): string | undefined {
  const code = Number.parseInt(hex ?? '', 16);
  const valid = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? String.fromCodePoint(code) : undefined;
}
