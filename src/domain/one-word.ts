/**
 * The problem of a key, a secret or a token, which must be one word of printable ASCII; undefined if there is none. The
 * words follow a name (`ends with a line feed`) and quote nothing of the value. Without this check, a line feed from a
 * file or the clipboard would lead to a signature that the service refuses, for no visible reason.
 */
export function wordProblem(value: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(value)) return quoteProblem(value);
  if (value.trim() === '') return 'is blank';
  const inside = [...value].find((char) => nameOf(char));
  return edgeProblem(value) ?? `has ${nameOf(inside) ?? 'a character beyond printable ASCII'} in it`;
}

/** What stands unseen at the beginning or the end of a text, as from a file with the line ends of Windows. */
export function edgeProblem(text: string): string | undefined {
  const [start, end] = [nameOf(text[0]), nameOf(text.at(-1))];
  if (end !== undefined) return `ends with ${end}`;
  return start === undefined ? undefined : `begins with ${start}`;
}

const nameOf = (char = '') => NAMES[char.charCodeAt(0)];

const NAMES: Readonly<Record<number, string>> = {
  9: 'a tab',
  10: 'a line feed',
  13: 'a carriage return',
  32: 'a blank',
  160: 'a blank',
  8203: 'a zero-width blank',
  65279: 'a byte order mark',
};

function quoteProblem(value: string): string | undefined {
  const isQuote = (char: string | undefined) => char === '"' || char === "'";
  if (isQuote(value[0]) && isQuote(value.at(-1))) return 'stands in quotes';
  if (isQuote(value[0])) return 'begins with a quote';
  return isQuote(value.at(-1)) ? 'ends with a quote' : undefined;
}
