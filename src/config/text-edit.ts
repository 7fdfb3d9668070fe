/**
 * Edits of an `exoscale.toml` as text, so that comments, order and layout stay. They expect the usual layout, with each
 * table header and each key on its own line. The caller compares what the result means with what was wanted.
 */

const HEADER = /^\s*\[/;
const ACCOUNT = /^\s*\[\[\s*["']?accounts["']?\s*\]\]/i;
const WITHIN_ACCOUNT = /^\s*\[\[?\s*["']?accounts["']?\s*\./i;
const DEFAULT = /^(\s*["']?defaultaccount["']?\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*')/i;
const COMMENT = /^\s*#/;

/** Appends `[[accounts]]` tables after a blank line. */
export function appendAccount(text: string, tables: string): string {
  const eol = lineFeed(text);
  const gap = text.trim() === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
  return text + gap + tables.trimEnd().split('\n').join(eol) + eol;
}

/** Replaces the name of the default account, or adds it at the top. @param value as written in TOML, with its quotes */
export function setDefault(text: string, value: string): string {
  const { lines, at } = defaultLine(text);
  if (at !== -1) {
    const replaced = lines[at]?.replace(DEFAULT, (_, key: string) => key + value) ?? '';
    return lines.with(at, replaced).join('\n');
  }
  const first = lines.findIndex((line) => line.trim() !== '' && !COMMENT.test(line));
  const start = first === -1 ? 0 : commentsAbove(lines, first);
  const blank = first !== -1 && HEADER.test(lines[first] ?? '');
  // The lines are joined by `\n`, so with CRLF each line ends in `\r`.
  const end = lineFeed(text) === '\r\n' ? '\r' : '';
  const added = [`defaultAccount = ${value}${end}`, ...(blank ? [end] : [])];
  return lines.toSpliced(start, 0, ...added).join('\n');
}

/** Removes the line of the default account. */
export function removeDefault(text: string): string {
  const { lines, at } = defaultLine(text);
  return at === -1 ? text : lines.toSpliced(at, 1).join('\n');
}

/**
 * Removes one account with its tables, the comments directly above it and those directly below its keys. Comments after
 * a blank line are not about it, such as another account that somebody has commented out. @param index from 0
 */
export function removeAccount(text: string, index: number): string {
  const lines = text.split('\n');
  const header = lines.flatMap((line, at) => (ACCOUNT.test(line) ? [at] : []))[index];
  if (header === undefined) return text;
  const next = lines.findIndex((line, at) => at > header && HEADER.test(line) && !WITHIN_ACCOUNT.test(line));
  const end = next === -1 ? lines.length : commentsAbove(lines, next);
  const within = lines.slice(header, end);
  const lastKey = within.findLastIndex((line) => line.trim() !== '' && !COMMENT.test(line));
  const blank = within.findIndex((line, at) => at > lastKey && line.trim() === '');
  const remark = within.findIndex((line, at) => blank !== -1 && at > blank && COMMENT.test(line));
  const start = commentsAbove(lines, header);
  const left = lines.toSpliced(start, (remark === -1 ? end : header + remark) - start);
  // The last line keeps its line feed: what is appended later, as with `cat >>`, begins a line of its own.
  if (lines.at(-1) === '' && left.at(-1) !== '') left.push('');
  return left.join('\n');
}

/** Finds the line of the default account. It can only be above the first table. */
function defaultLine(text: string): { lines: string[]; at: number } {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => HEADER.test(line));
  const top = header === -1 ? lines : lines.slice(0, header);
  return { lines, at: top.findIndex((line) => DEFAULT.test(line)) };
}

/** The index of the first of the comment lines directly above a line, or of the line itself. */
function commentsAbove(lines: readonly string[], at: number): number {
  let start = at;
  while (start > 0 && COMMENT.test(lines[start - 1] ?? '')) start--;
  return start;
}

function lineFeed(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
