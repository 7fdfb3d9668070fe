const ESCAPE = /\\(?:([abfnrtv\\"'])|([0-7]{3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|)/g;
/** Control characters by the letter of their escape: `\n` is a line feed. */
const CONTROLS = new Map(Object.entries({ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }));

/**
 * The value of a Go string in double quotes, or of a character in single quotes. `\x` and octal escapes are bytes of
 * UTF-8. Undefined for an escape that Go does not know.
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

/** The value of a Go character constant: its code point. Undefined unless it is one character. */
export function parseCharacter(quoted: string): bigint | undefined {
  const [first, ...rest] = unquote(quoted) ?? '';
  const code = first?.codePointAt(0);
  return code === undefined || rest.length > 0 ? undefined : BigInt(code);
}

/** The character of an escape with one letter. Go allows `\"` only in strings and `\'` only in characters. */
function escaped(simple: string, quote: string): string | undefined {
  if (simple === '"' || simple === "'") return simple === quote ? simple : undefined;
  return CONTROLS.get(simple) ?? simple;
}

function codePoint(hex: string | undefined): string | undefined {
  const code = Number.parseInt(hex ?? '', 16);
  const valid = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? String.fromCodePoint(code) : undefined;
}

const ESCAPES = new Map([...CONTROLS, ['\\', '\\']].map(([letter, control]) => [control, `\\${letter}`]));
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** Quotes a string or a character as Go does: unprintable characters are escaped, and with `ascii` all beyond ASCII. */
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

/** Go's `html`: escapes the characters that mean something in HTML, and NUL. */
export function escapeHtml(text: string): string {
  const entities = new Map([
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&#34;'],
    ["'", '&#39;'],
    ['\0', '\ufffd'],
  ]);
  return text.replace(/[&<>"'\0]/g, (character) => entities.get(character) ?? character);
}

/** Go's `js`: escapes a text that stands between quotes in JavaScript. */
export function escapeJs(text: string): string {
  return text.replace(/[\\'"]|[<>&=\x00-\x1f]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    if (/[\\'"]/.test(character)) return `\\${character}`;
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** Go's `urlquery`: escapes the UTF-8 bytes of a text, and writes a space as `+`. */
export function escapeQuery(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character)) return character;
    return character === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
