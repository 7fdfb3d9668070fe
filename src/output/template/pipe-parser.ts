import type { Cursor } from './cursor.js';
import type { GoValue } from './go-value.js';
import type { Token } from './lexer.js';
import { parseCharacter, parseNumber, unquote } from './literals.js';
import type { Command, Operand, Path, Pipe } from './nodes.js';

const LITERAL_WORDS = new Map<string, boolean | null>(
  Object.entries({ true: true, false: false, nil: null }),
);

/** `$x := command | command …`, up to `}}` or `)`, which is left. @param what the action or block, for messages */
export function parsePipe(cursor: Cursor, what: string): Pipe {
  const { at } = cursor.peek();
  const { variables, declares } = parseVariables(cursor, what);
  const commands: Command[] = [];
  while (commands.length === 0 || cursor.sees('|')) {
    if (commands.length > 0) cursor.next();
    commands.push(parseCommand(cursor, what, commands.length + 1));
  }
  return { at, variables, declares, commands };
}

/** `$x :=`, `$x =`, and for range `$i, $e :=`. */
function parseVariables(cursor: Cursor, what: string): Pick<Pipe, 'variables' | 'declares'> {
  const names = [cursor.peek(0)];
  const comma = cursor.peek(1);
  if (names[0]?.kind === 'variable' && comma.kind === 'symbol' && comma.text === ',') {
    names.push(cursor.peek(2));
    if (what !== 'range') throw cursor.fault(comma.at, 'two variables belong to {{range}} only');
    if (names[1]?.kind !== 'variable') throw cursor.fault(names[1]?.at ?? comma.at, 'a variable is missing');
  }
  const sign = cursor.peek(names.length * 2 - 1);
  const assigns =
    names[0]?.kind === 'variable' && (sign.text === ':=' || sign.text === '=') && sign.kind === 'symbol';
  if (!assigns) return { variables: [], declares: false };
  for (let read = 0; read < names.length * 2; read++) cursor.next();
  return { variables: names.map(({ text, at }) => ({ name: text, at })), declares: sign.text === ':=' };
}

/** Operands with white space between them. Only a function, field or variable can take the value of a pipe. */
function parseCommand(cursor: Cursor, what: string, stage: number): Command {
  const first = cursor.peek();
  const head = parseOperand(cursor, what);
  if (stage > 1 && head.kind !== 'function') {
    throw cursor.fault(first.at, `${first.text} cannot take the value before |`, 'A function follows a |.');
  }
  if (head.kind === 'literal' && head.value === null) throw cursor.fault(first.at, 'nil stands alone');
  const args: Operand[] = [];
  while (!endsCommand(cursor.peek())) {
    const token = cursor.peek();
    if (!token.spaced) throw cursor.fault(token.at, `a space is missing before ${token.text}`);
    args.push(parseOperand(cursor, what));
  }
  return { at: first.at, head, args };
}

function endsCommand(token: Token): boolean {
  if (token.kind === 'close' || token.kind === 'end') return true;
  return token.kind === 'symbol' && (token.text === '|' || token.text === ')');
}

function parseOperand(cursor: Cursor, what: string): Operand {
  const token = cursor.next();
  const { at, text } = token;
  switch (token.kind) {
    case 'dot':
      return { kind: 'dot', at, path: [] };
    case 'field':
      return { kind: 'dot', at, path: [{ name: text.slice(1), at }, ...parsePath(cursor)] };
    case 'variable':
      return { kind: 'variable', at, name: text, path: parsePath(cursor) };
    case 'word': {
      const value = LITERAL_WORDS.get(text);
      return value === undefined ? { kind: 'function', at, name: text } : { kind: 'literal', at, value };
    }
    case 'raw':
      return { kind: 'literal', at, value: text.slice(1, -1).replaceAll('\r', '') };
    case 'string':
      return literal(cursor, token, unquote(text), 'has an escape sequence Go does not know');
    case 'char':
      return literal(cursor, token, parseCharacter(text), 'is not one character');
    case 'number':
      return literal(cursor, token, parseNumber(text), 'is not a number');
    case 'symbol':
      if (text === '(') return parseParentheses(cursor, token);
  }
  const missing = token.kind === 'close' || token.kind === 'end';
  throw cursor.fault(at, missing ? `a value is missing in ${what}` : `unexpected ${text} in ${what}`);
}

function parseParentheses(cursor: Cursor, open: Token): Operand {
  return cursor.nested(open.at, () => {
    const pipe = parsePipe(cursor, 'parentheses');
    if (!cursor.sees(')')) throw cursor.fault(open.at, 'a parenthesis is not closed');
    cursor.next();
    return { kind: 'pipe', at: open.at, pipe, path: parsePath(cursor) };
  });
}

/** The `.Field`s that follow without a space. */
function parsePath(cursor: Cursor): Path {
  const path: { name: string; at: number }[] = [];
  for (let token = cursor.peek(); token.kind === 'field' && !token.spaced; token = cursor.peek()) {
    cursor.next();
    path.push({ name: token.text.slice(1), at: token.at });
  }
  return path;
}

function literal(cursor: Cursor, { at, text }: Token, value: GoValue | undefined, problem: string): Operand {
  if (value === undefined) throw cursor.fault(at, `${text} ${problem}`);
  return { kind: 'literal', at, value };
}
