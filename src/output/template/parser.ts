import { Cursor, type KnownField } from './cursor.js';
import type { Examples } from './examples.js';
import { at, type Offset, TemplateProblem, type Work } from './fault.js';
import { formatValue } from './functions.js';
import { type GoValue, isTrue, Row } from './go-value.js';
import type { Token } from './lexer.js';
import { LANGUAGE, parsePipe } from './pipe.js';

const MOST_OUTPUT = 16 * 2 ** 20;

/** The text that a template prints for all rows of one command. */
export class Output {
  text = '';

  /** @throws TemplateProblem beyond 16 MiB */
  print(text: string): void {
    if (this.text.length + text.length > MOST_OUTPUT)
      throw new TemplateProblem(`the template prints more than ${MOST_OUTPUT / 2 ** 20} MiB`);
    this.text += text;
  }
}

/** A parsed part of a template, which prints itself for a value of `.`. */
export type Part = (dot: GoValue, output: Output) => void;

/** Actions that Go has and this program does not support. */
const UNSUPPORTED = new Set(['template', 'define', 'block', 'range', 'break', 'continue']);

/**
 * Parses a template and checks it, so that a mistake is reported before a request is sent: every field and every
 * function must exist, and each function must get the right number of arguments, of types that it can work with.
 * @param type the name of the row's type, for messages
 * @param work counts what the functions go through when the template prints
 * @throws TemplateProblem with its place and a hint that lists the fields or functions
 */
export function parse(source: string, type: string, fields: readonly KnownField[], work: Work): Part {
  const cursor = new Cursor(source, fields, work);
  const row = new Row(type, new Map(), new Map(), {});
  const { part, end } = parseList(cursor, [row]);
  if (end.kind !== 'end') throw new TemplateProblem(`{{${end.text}}} outside of a block`, end.at);
  return part;
}

/** Parses up to the end of the template, or up to and including the word `end` or `else`, but not the `}}` after it. */
function parseList(cursor: Cursor, dot: Examples): { part: Part; end: Token } {
  const parts: Part[] = [];
  const part: Part = (value, output) => {
    for (const one of parts) one(value, output);
  };
  for (;;) {
    const token = cursor.next();
    if (token.kind === 'end') return { part, end: token };
    if (token.kind === 'text') parts.push(printing(token.at, () => token.text));
    else if (cursor.sees('end') || cursor.sees('else')) return { part, end: cursor.next() };
    else parts.push(parseAction(cursor, dot));
  }
}

function parseAction(cursor: Cursor, dot: Examples): Part {
  const word = cursor.peek();
  if (word.kind === 'word') {
    if (word.text === 'if' || word.text === 'with') {
      cursor.next();
      return parseBlock(cursor, word, dot);
    }
    if (UNSUPPORTED.has(word.text))
      throw new TemplateProblem(`{{${word.text}}} is not supported`, word.at, LANGUAGE);
  }
  const { of } = parsePipe(cursor, 'an action', dot);
  expectClose(cursor, 'an action');
  return printing(word.at, (value) => {
    const result = of(value);
    return result === null ? '<no value>' : formatValue(result);
  });
}

function printing(place: Offset, textOf: (dot: GoValue) => string): Part {
  return (dot, output) => {
    const text = textOf(dot);
    at(place, () => output.print(text));
  };
}

/** Parses what follows `if` or `with`, through its `end`. In the body of `with`, `.` is the value of the condition. */
function parseBlock(cursor: Cursor, word: Token, dot: Examples): Part {
  return cursor.nested(word.at, () => {
    const { of, examples } = parsePipe(cursor, word.text, dot);
    expectClose(cursor, word.text);
    const setsDot = word.text === 'with';
    const { part: body, end } = parseList(cursor, setsDot ? examples : dot);
    const orElse = end.text === 'else' ? parseElse(cursor, word, dot) : undefined;
    if (orElse === undefined) expectEnd(cursor, word, end);
    return (value, output) => {
      const condition = of(value);
      if (isTrue(condition)) body(setsDot ? condition : value, output);
      else orElse?.(value, output);
    };
  });
}

/** Parses what follows `else`: another condition, which shares the block's `end`, or a body. */
function parseElse(cursor: Cursor, word: Token, dot: Examples): Part {
  if (cursor.sees(word.text)) return parseBlock(cursor, cursor.next(), dot);
  expectClose(cursor, 'else');
  const { part, end } = parseList(cursor, dot);
  if (end.text === 'else') throw new TemplateProblem(`{{${word.text}}} has a second {{else}}`, end.at);
  expectEnd(cursor, word, end);
  return part;
}

function expectEnd(cursor: Cursor, word: Token, end: Token): void {
  if (end.text !== 'end') throw new TemplateProblem(`{{${word.text}}} has no {{end}}`, word.at);
  expectClose(cursor, 'end');
}

function expectClose(cursor: Cursor, what: string): void {
  const token = cursor.next();
  if (token.kind !== 'close') throw new TemplateProblem(`unexpected ${token.text} in ${what}`, token.at);
}
