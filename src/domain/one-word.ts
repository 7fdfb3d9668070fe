/**
 * The problem of a key, a secret or a token, which must be one word of printable ASCII; undefined if there is none. The
 * words follow a name (`ends with a line feed`) and quote nothing of the value. Without this check, a line feed from a
 * file or the clipboard would lead to a signature that the service refuses, for no visible reason.
 */
export function wordProblem(value: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(value)) return quoteProblem(value);
  const start = value.charCodeAt(0);
  const end = value.charCodeAt(value.length - 1);
  const at = (code: number) => NAMES[code];
  if (value.trim() === '') return 'is blank';
  if (at(end)) return `ends with ${at(end)}`;
  if (at(start)) return `begins with ${at(start)}`;
  const inside = [...value].find((char) => at(char.charCodeAt(0)));
  return `has ${at(inside?.charCodeAt(0) ?? 0) ?? 'a character beyond printable ASCII'} in it`;
}

const NAMES: Readonly<Record<number, string>> = {
  9: 'a tab',
  10: 'a line feed',
  13: 'a carriage return',
  32: 'a blank',
  160: 'a blank',
  65279: 'a byte order mark',
};

function quoteProblem(value: string): string | undefined {
  const isQuote = (char: string | undefined) => char === '"' || char === "'";
  if (isQuote(value[0]) && isQuote(value.at(-1))) return 'stands in quotes';
  if (isQuote(value[0])) return 'begins with a quote';
  return isQuote(value.at(-1)) ? 'ends with a quote' : undefined;
}
