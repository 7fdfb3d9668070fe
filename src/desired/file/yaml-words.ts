import type { YAMLError } from 'yaml';

/*
 * The errors of the YAML parser, in words for the writer of the file. Its own words are about grammar ("implicit keys",
 * "compact mappings"), and not about what to write.
 */

/** The parser's messages, and the words that replace them. */
const WORDS: readonly (readonly [text: RegExp, words: string | ((found: string, rest: string) => string)])[] =
  [
    [/^Tabs are not allowed/, 'the line begins with a tab: indent YAML with spaces'],
    [
      /^Nested mappings are not allowed/,
      'two keys are where one should be: put a value with a colon and a space in quotes, and begin keys that belong together in the same column',
    ],
    [
      /^Unexpected block-seq-ind on same line/,
      'begin the list on the line below its key, each entry with a - and a space',
    ],
    [
      /^Block scalar header includes extra characters|^(?:Anchor|Alias) (?:cannot be an empty|ending in)/,
      'a value that begins with > or |, & or * needs quotes',
    ],
    [/^Unknown directive/, 'a line that begins with % is not read: leave it out'],
    [
      /^Block collections are not allowed|^Unexpected : in|^Unexpected (scalar|\S+-quoted-scalar|flow-\S+) (token|at node end)/,
      'within { } or [ ] something is missing here or should not be here, perhaps a comma',
    ],
    [
      /must end with a ([}\])])|and end with a ([}\])])/,
      (end) => `${end} is missing: the list or group is never closed`,
    ],
    [/^Missing closing (["'])/, (quote) => `the quote ${quote} is never closed`],
    [
      /^Plain value cannot start with .*?(\S)$/,
      (_, value) => `a value that begins with ${value[0] ?? 'this'} needs quotes: write "${value}"`,
    ],
    [
      /^Implicit map keys need to be followed|^Implicit keys/,
      'this is not a key with a value: write a colon and a space after the key, as in zone: at-vie-2',
    ],
    [
      /same column|^Sequence item without -|sufficiently indented|^Unexpected .* at node end|^A block sequence|^Block collection/,
      'the line does not begin in the same column as the lines that it belongs to',
    ],
    [
      /^With stringKeys/,
      'a list or a group of keys is where a key should be: within { } or [ ] a comma may be missing',
    ],
    [/^Missing , or :/, 'a colon after a key is missing here, or a comma between two values'],
    [/^Missing , /, 'a comma is missing between two values'],
    [/^Unexpected , in|^Unexpected empty item/, 'there is nothing between two commas'],
    [
      /^Invalid escape sequence (.+)$/,
      (written) => `${written} is unknown within double quotes: write \\${written}, or single quotes`,
    ],
    [/^Comments must be separated/, 'a comment needs a space before its #'],
    [/^Unresolved tag: (.+)$/, (tag) => `${tag} is a tag, which is not read: leave it out`],
  ];

/** A line with which git marks the two versions of what it could not merge. */
const MERGE_MARK = /^(<{7}|={7}|>{7})(?= |\r?$)/m;

/** The part of a value without quotes that needs them; within braces and brackets it ends before the next value. */
const VALUE = /^[^\n]{0,200}?(?=\s*(?:$|\s#|,\s|[}\]]))/m;

/**
 * The parser's errors that concern a single value or key. All others concern the structure, and lead to further errors.
 */
const SINGLE = new Set(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED', 'BAD_DQ_ESCAPE', 'BAD_SCALAR_START']);

/**
 * The parser's errors as sentences, one for each that can be mended by itself: several about one value that only needs
 * quotes become one, and of a broken structure only the first is reported, because the others follow from it.
 */
export function inWords(found: readonly YAMLError[], text: string): { offset: number; message: string }[] {
  const mark = found.length > 0 ? text.search(MERGE_MARK) : -1;
  if (mark !== -1)
    return [
      {
        offset: mark,
        message:
          'the line is of a merge that git has left open: keep one of the two versions, without such lines',
      },
    ];
  const sentences = new Map<number, string>();
  let isBroken = false;
  // A tab breaks the structure before it, too, so it is the error to report. Of two errors at one place it is the one
  // that tells of braces.
  const is = (wanted: string, { code }: YAMLError) => Number(code === wanted);
  const sorted = [...found].sort(
    (a, b) =>
      is('TAB_AS_INDENT', b) - is('TAB_AS_INDENT', a) ||
      a.pos[0] - b.pos[0] ||
      is('BLOCK_IN_FLOW', b) - is('BLOCK_IN_FLOW', a),
  );
  for (const { pos, code, message } of sorted) {
    // What is never closed is reported at its end, which is often that of the file.
    const [, quote] = /^Missing closing (["'])/.exec(message) ?? [];
    const offset = quote === undefined ? pos[0] : text.lastIndexOf(quote, pos[0] - 1);
    const cause = unquotedStar(text, offset) ?? otherBlank(text, offset);
    if (cause) sentences.set(cause.offset, cause.message);
    else if (code === 'DUPLICATE_KEY')
      sentences.set(offset, `${keyAt(text, offset)} is here twice: keep one of them`);
    else if (SINGLE.has(code) || !isBroken)
      sentences.set(offset, bareReference(text, offset) ?? wordsOf(message, text.slice(offset)));
    isBroken ||= !SINGLE.has(code) && cause === undefined;
  }
  return [...sentences].map(([offset, message]) => ({ offset, message }));
}

function wordsOf(message: string, rest: string): string {
  const plain = message.replace(/\s+/g, ' ');
  for (const [pattern, words] of WORDS) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    if (typeof words === 'string') return words;
    return words(match.slice(1).find((part) => part !== undefined) ?? '', VALUE.exec(rest)?.[0] ?? '');
  }
  return `cannot be read as YAML: ${plain}`;
}

/** The key at an offset, as it is written. */
function keyAt(text: string, offset: number): string {
  const [key = 'a key'] =
    /^("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s:,]+)/.exec(text.slice(offset, offset + 100)) ?? [];
  return key;
}

/** A key, and a value that begins with a star, up to the value's end in block or flow style. */
const STARRED =
  /([\w-]+)["']?:[ \t]+(\*\S*?(?:[ \t]+[^\s#{}]+?)*)(?=[ \t]*(?:,[ \t]|[},]?[ \t\r]*$|[ \t]#|\}))/g;

/** Longer lines are not searched: what a person writes is shorter. */
const LONGEST_LINE = 500;

/**
 * Finds a value without quotes that YAML takes for a reference to an anchor because it begins with a star, as crons do.
 * @param offset the position of the error in the text
 * @returns the position of the value, and a sentence; undefined if the error is another one
 */
function unquotedStar(text: string, offset: number): { offset: number; message: string } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? undefined : end);
  if (line.length > LONGEST_LINE) return undefined;
  for (const match of line.matchAll(STARRED)) {
    const [whole, key = '', value = ''] = match;
    const from = start + match.index + whole.length - value.length;
    if (from > offset || offset >= from + value.length) continue;
    const message = `${key}: ${value} needs quotes, because in YAML a star begins a reference: write ${key}: "${value}"`;
    return { offset: from, message };
  }
  return undefined;
}

/**
 * The problem of a variable whose brace YAML takes for the beginning of a group, as it does within braces and brackets.
 * @param offset the position of that brace
 */
function bareReference(text: string, offset: number): string | undefined {
  const [reference] = /^\{[A-Za-z_][^{}\n]*\}/.exec(text.slice(offset, offset + LONGEST_LINE)) ?? [];
  if (reference === undefined || text[offset - 1] !== '$') return undefined;
  return `$${reference} within { } or [ ] cannot be read: put a text in quotes, and a number on a line of its own, as in replicas: $${reference}`;
}

/** Characters that look like a blank, but are none to YAML. */
const OTHER_BLANK = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/;

/** The problem of a line with such a character; undefined if it has none. */
export function blankProblem(line: string): string | undefined {
  const [blank] = OTHER_BLANK.exec(line) ?? [];
  const code = blank?.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return code && `the line has a special space (U+${code}), as web pages do: write a plain space`;
}

/** Looks for such a character in the line of an error. @returns its position, and a sentence */
function otherBlank(text: string, offset: number): { offset: number; message: string } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [line = ''] = text.slice(start, start + LONGEST_LINE).split('\n');
  const message = blankProblem(line);
  return message === undefined ? undefined : { offset: start + line.search(OTHER_BLANK), message };
}
