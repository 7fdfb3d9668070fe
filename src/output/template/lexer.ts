import { type Offset, TemplateProblem } from './fault.js';

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'field'
  | 'dot'
  | 'variable'
  | 'word'
  | 'string'
  | 'raw'
  | 'char'
  | 'number'
  | 'symbol'
  | 'end';

export interface Token {
  kind: TokenKind;
  /** The token as written; text between actions is already trimmed. */
  text: string;
  at: Offset;
  /** White space stands before the token; inside an action, this separates arguments. */
  spaced: boolean;
}

/** The tokens of an action, tried in this order: `.5` is a number, `.Name` a field, `.` the dot. */
const PATTERNS: readonly [TokenKind, RegExp][] = [
  ['number', /[+-]?(?:\d|\.\d)(?:[\w.]|(?<=[eEpP])[+-])*/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['string', /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"/y],
  ['raw', /`[^`]*`/y],
  ['char', /'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*'/y],
  ['symbol', /:=|[=|(),]/y],
];
/** The characters that may directly follow a name or a number, besides the end of the action. */
const TERMINATOR = /[\s.,|:)(=]|$/y;
const NEEDS_TERMINATOR = new Set<TokenKind>(['field', 'variable', 'word', 'number']);
const UNTERMINATED = new Map([
  ['"', 'a quoted string is not closed'],
  ["'", 'a character constant is not closed'],
  ['`', 'a raw string is not closed'],
]);
const SPACE = /[ \t\r\n]*/y;
/** `-}}` trims the text after it only if white space stands before the `-`, as in Go. */
const CLOSE = /[ \t\r\n]*(?:[ \t\r\n]-)?\}\}/y;
const COMMENT_CLOSE = /(?:[ \t\r\n]+-)?\}\}/y;

/**
 * Splits a template into its tokens; the last is of kind `end`. Comments are removed, and the text beside `{{-` and
 * `-}}` is trimmed.
 * @throws TemplateProblem where something cannot be read
 */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const end = open < 0 ? source.length : open;
    const trims = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4));
    const text = trim(source.slice(at, end), trimNext, trims);
    if (text !== '') tokens.push({ kind: 'text', text, at, spaced: false });
    if (open < 0) break;
    const action = readAction(source, open, trims ? open + 3 : open + 2);
    tokens.push(...action.tokens);
    at = action.end;
    trimNext = action.trims;
  }
  tokens.push({ kind: 'end', text: '', at: source.length, spaced: false });
  return tokens;
}

function trim(text: string, left: boolean, right: boolean): string {
  const from = left ? match(SPACE, text, 0).length : 0;
  let to = text.length;
  // A pattern that ends with $ would begin anew at every space.
  while (right && to > from && ' \t\r\n'.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

interface Action {
  tokens: Token[];
  end: Offset;
  trims: boolean;
}

function readAction(source: string, open: Offset, start: Offset): Action {
  const comment = start + match(SPACE, source, start).length;
  if (source.startsWith('/*', comment) && (comment === start || start === open + 3)) {
    return readComment(source, open, comment);
  }
  const tokens: Token[] = [{ kind: 'open', text: '{{', at: open, spaced: false }];
  for (let at = start; ; ) {
    const close = match(CLOSE, source, at);
    if (close !== '') {
      const end = at + close.length;
      tokens.push({ kind: 'close', text: '}}', at: end - 2, spaced: close !== '}}' });
      return { tokens, end, trims: close.endsWith('-}}') };
    }
    const before = match(SPACE, source, at);
    at += before.length;
    if (at >= source.length) throw new TemplateProblem('the action {{ is not closed', open);
    const token = readToken(source, at, before !== '');
    tokens.push(token);
    at += token.text.length;
  }
}

function readComment(source: string, open: Offset, at: Offset): Action {
  const end = source.indexOf('*/', at + 2);
  if (end < 0) throw new TemplateProblem('a comment is not closed', open);
  const close = match(COMMENT_CLOSE, source, end + 2);
  if (close === '')
    throw new TemplateProblem('a comment ends before }}', end + 2, 'A comment is alone in its action.');
  return { tokens: [], end: end + 2 + close.length, trims: close.endsWith('-}}') };
}

function readToken(source: string, at: Offset, spaced: boolean): Token {
  for (const [kind, pattern] of PATTERNS) {
    const text = match(pattern, source, at);
    if (text === '') continue;
    const end = at + text.length;
    if (NEEDS_TERMINATOR.has(kind) && !source.startsWith('}}', end)) {
      TERMINATOR.lastIndex = end;
      if (!TERMINATOR.test(source))
        throw new TemplateProblem(`unexpected ${character(source, end)} after ${text}`, end);
    }
    return { kind, text, at, spaced };
  }
  const first = source.charAt(at);
  throw new TemplateProblem(UNTERMINATED.get(first) ?? `unexpected ${character(source, at)}`, at);
}

function character(source: string, at: Offset): string {
  return JSON.stringify(String.fromCodePoint(source.codePointAt(at) ?? 0));
}

function match(pattern: RegExp, source: string, at: Offset): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}
