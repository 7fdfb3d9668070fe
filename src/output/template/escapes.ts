/** Go's html: what HTML gives a meaning to, NUL too. */
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

/** Go's js: a text that stands between quotes in JavaScript. */
export function escapeJs(text: string): string {
  return text.replace(/[\\'"]|[<>&=\x00-\x1f]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    if (/[\\'"]/.test(character)) return `\\${character}`;
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** Go's urlquery: bytes of UTF-8, and a blank as `+`. */
export function escapeQuery(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character)) return character;
    return character === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
