/** A key and a value that begins with a star, up to the end of the value in either style of YAML. */
const STARRED =
  /([\w-]+)["']?:[ \t]+(\*\S*?(?:[ \t]+[^\s#{}]+?)*)(?=[ \t]*(?:,[ \t]|[},]?[ \t\r]*$|[ \t]#|\}))/g;

/** No line that is longer is looked through: what a person has written is shorter. */
const LONGEST_LINE = 500;

/**
 * A value without quotes that YAML takes for a reference to an anchor because it begins with a star, as crons do.
 * @param offset where something is wrong with the text
 * @returns where the value begins, and a sentence; undefined where something else is wrong there
 */
export function unquotedStar(text: string, offset: number): { offset: number; message: string } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? undefined : end);
  if (line.length > LONGEST_LINE) return undefined;
  for (const match of line.matchAll(STARRED)) {
    const [whole, key = '', value = ''] = match;
    const from = start + match.index + whole.length - value.length;
    if (from > offset || offset >= from + value.length) continue;
    const message = `${key}: ${value} needs quotes, for in YAML a star begins a reference: write ${key}: "${value}"`;
    return { offset: from, message };
  }
  return undefined;
}
