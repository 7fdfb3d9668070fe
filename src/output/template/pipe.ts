import { plural } from '../../domain/counts.js';
import type { Cursor } from './cursor.js';
import { parseCharacter, unquote } from './escapes.js';
import { type Examples, typesOfAny, typesOfCall } from './examples.js';
import { at, TemplateProblem } from './fault.js';
import type { TemplateFunction } from './functions.js';
import { exampleOf, type GoValue, isTrue, parseNumber, Row } from './go-value.js';
import type { Token } from './lexer.js';

/** A parsed expression. It is evaluated with the value of `.` and the value piped in by a `|`. */
export interface Expression {
  of: (dot: GoValue, piped?: GoValue) => GoValue;
  examples: Examples;
  /** The value, if the expression is a literal in the template. */
  literal?: GoValue;
}

/** What a template can contain: the hint for a template that contains something else. */
export const LANGUAGE =
  'Templates here have fields, if, else, with, end, functions, pipes and comments. Each object, or row of a list, has its turn: no range is needed.';

const LITERAL_WORDS = new Map<string, boolean | null>(
  Object.entries({ true: true, false: false, nil: null }),
);

/**
 * Parses `command | command …` up to `}}` or `)`, which it does not read.
 * @param what the action or block that the pipe is in, for messages
 */
export function parsePipe(cursor: Cursor, what: string, dot: Examples): Expression {
  let last = parseCommand(cursor, what, dot);
  const commands = [last];
  while (cursor.sees('|')) {
    cursor.next();
    last = parseCommand(cursor, what, dot, last);
    commands.push(last);
  }
  const of = (value: GoValue) =>
    commands.reduce<GoValue | undefined>((piped, command) => command.of(value, piped), undefined) ?? null;
  return { ...last, of };
}

/** Parses a function with its arguments, or a value. @param piped the value before `|`, for a function only */
function parseCommand(cursor: Cursor, what: string, dot: Examples, piped?: Expression): Expression {
  const first = cursor.peek();
  if (isFunction(first)) {
    cursor.next();
    return call(cursor, first, parseArguments(cursor, what, dot), piped);
  }
  const value = parseOperand(cursor, what, dot);
  if (piped) {
    const problem = `${first.text} cannot take the value before |`;
    throw new TemplateProblem(problem, first.at, 'A function follows a |.');
  }
  if (first.text === 'nil') throw new TemplateProblem('nil stands alone', first.at);
  const extra = cursor.peek();
  if (parseArguments(cursor, what, dot).length > 0)
    throw new TemplateProblem('this value is no function and takes no arguments', extra.at);
  return value;
}

const isFunction = ({ kind, text }: Token) => kind === 'word' && !LITERAL_WORDS.has(text);

/** Parses operands, each with white space before it. */
function parseArguments(cursor: Cursor, what: string, dot: Examples): Expression[] {
  const found: Expression[] = [];
  for (let token = cursor.peek(); !endsCommand(token); token = cursor.peek()) {
    if (!token.spaced) throw new TemplateProblem(`a space is missing before ${token.text}`, token.at);
    found.push(parseOperand(cursor, what, dot));
  }
  return found;
}

function endsCommand(token: Token): boolean {
  if (token.kind === 'close' || token.kind === 'end') return true;
  return token.kind === 'symbol' && (token.text === '|' || token.text === ')');
}

function call(cursor: Cursor, name: Token, args: readonly Expression[], piped?: Expression): Expression {
  const called = cursor.functionOf(name.text, name.at);
  const all = piped ? [...args, piped] : args;
  if (all.length < called.least || all.length > called.most)
    throw new TemplateProblem(`${name.text} takes ${arity(called)}, not ${all.length}`, name.at);
  const run = <R>(of: () => R) => at(name.at, of, `${name.text}: `);
  const literal = all[0]?.literal;
  if (literal !== undefined) run(() => called.checkFirst?.(literal));
  const { stopsAt } = called;
  const types = all.map((one) => one.examples);
  const examples = stopsAt === undefined ? run(() => typesOfCall(called, types)) : typesOfAny(types);
  const counted = (values: readonly GoValue[]) => {
    cursor.work.add(values);
    const result = called.call(values);
    cursor.work.add([result]);
    return result;
  };
  return {
    examples,
    of: (dot, last) => {
      const values: GoValue[] = [];
      for (const argument of args) {
        const value = argument.of(dot);
        if (stopsAt !== undefined && isTrue(value) === stopsAt) return value;
        values.push(value);
      }
      return run(() => counted(last === undefined ? values : [...values, last]));
    },
  };
}

function arity({ least, most }: TemplateFunction): string {
  return least === most ? plural(least, 'argument') : `at least ${plural(least, 'argument')}`;
}

function parseOperand(cursor: Cursor, what: string, dot: Examples): Expression {
  const token = cursor.next();
  const { at, text } = token;
  switch (token.kind) {
    case 'dot':
      return { examples: dot, of: (value) => value };
    case 'field':
      return fieldOf(cursor, token, { examples: dot, of: (value) => value });
    case 'variable':
      throw new TemplateProblem(`${text} is not supported`, at, LANGUAGE);
    case 'word':
      // A function among the arguments, without parentheses, is called without arguments.
      return isFunction(token) ? call(cursor, token, []) : literal(token, LITERAL_WORDS.get(text), '');
    case 'raw':
      return literal(token, text.slice(1, -1).replaceAll('\r', ''), '');
    case 'string':
      return literal(token, unquote(text), 'has an escape sequence Go does not know');
    case 'char':
      return literal(token, parseCharacter(text), 'is not one character');
    case 'number':
      return literal(token, parseNumber(text), 'is not a number');
    case 'symbol':
      if (text === '(') return parseParentheses(cursor, token, dot);
  }
  const missing = token.kind === 'close' || token.kind === 'end';
  throw new TemplateProblem(missing ? `a value is missing in ${what}` : `unexpected ${text} in ${what}`, at);
}

function parseParentheses(cursor: Cursor, open: Token, dot: Examples): Expression {
  return cursor.nested(open.at, () => {
    const inner = parsePipe(cursor, 'parentheses', dot);
    if (!cursor.sees(')')) throw new TemplateProblem('a parenthesis is not closed', open.at);
    cursor.next();
    return parseField(cursor, inner);
  });
}

/** Parses the `.Field` that may follow an expression without a space. */
function parseField(cursor: Cursor, from: Expression): Expression {
  const { kind, spaced } = cursor.peek();
  return kind === 'field' && !spaced ? fieldOf(cursor, cursor.next(), from) : from;
}

/** The expression for a field of the row. The field's value has no fields itself. */
function fieldOf(cursor: Cursor, { at, text }: Token, from: Expression): Expression {
  const name = text.slice(1);
  const none = () =>
    new TemplateProblem(
      `.${name} is asked of a value that has no fields`,
      at,
      'Within with . is its value, within if it stays the row.',
    );
  const rows = from.examples.filter((example) => example instanceof Row);
  if (rows.length === 0) throw none();
  const examples = rows.length === from.examples.length ? cursor.examplesOf(name, at) : [undefined];
  const of = (dot: GoValue) => {
    const row = from.of(dot);
    const value = row instanceof Row ? row.field(name) : undefined;
    if (value === undefined) throw none();
    return value;
  };
  return parseField(cursor, { of, examples });
}

function literal({ at, text }: Token, value: GoValue | undefined, problem: string): Expression {
  if (value === undefined) throw new TemplateProblem(`${text} ${problem}`, at);
  return { of: () => value, examples: [exampleOf(value)], literal: value };
}
