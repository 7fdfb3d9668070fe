import { Cursor } from './cursor.js';
import type { Token } from './lexer.js';
import type { BranchNode, Node } from './nodes.js';
import { parsePipe } from './pipe-parser.js';

const UNSUPPORTED = new Set(['template', 'define', 'block']);

/**
 * The tree of a template.
 * @throws UsageError with the position of what cannot be parsed
 */
export function parse(source: string): readonly Node[] {
  const cursor = new Cursor(source);
  const { nodes, end } = parseList(cursor, false);
  if (end.kind !== 'end') throw cursor.fault(end.at, `{{${end.text}}} outside of a block`);
  return nodes;
}

/** Nodes up to the end of the template, or to `end` or `else`, whose word is read but nothing after it. */
function parseList(cursor: Cursor, inRange: boolean): { nodes: Node[]; end: Token } {
  const nodes: Node[] = [];
  for (;;) {
    const token = cursor.next();
    if (token.kind === 'end') return { nodes, end: token };
    if (token.kind === 'text') nodes.push({ kind: 'text', at: token.at, text: token.text });
    else if (cursor.sees('end') || cursor.sees('else')) return { nodes, end: cursor.next() };
    else nodes.push(parseAction(cursor, inRange));
  }
}

function parseAction(cursor: Cursor, inRange: boolean): Node {
  const word = cursor.peek();
  if (word.kind === 'word') {
    switch (word.text) {
      case 'if':
      case 'with':
      case 'range':
        cursor.next();
        return parseBlock(cursor, word, word.text, inRange);
      case 'break':
      case 'continue':
        cursor.next();
        if (!inRange) throw cursor.fault(word.at, `{{${word.text}}} outside of range`);
        expectClose(cursor, word.text);
        return { kind: word.text };
    }
    if (UNSUPPORTED.has(word.text)) throw cursor.fault(word.at, `{{${word.text}}} is not supported`);
  }
  const pipe = parsePipe(cursor, 'an action');
  expectClose(cursor, 'an action');
  return { kind: 'action', pipe };
}

/** What follows `if`, `with` or `range`, through its `end`. */
function parseBlock(cursor: Cursor, word: Token, kind: BranchNode['kind'], inRange: boolean): BranchNode {
  return cursor.nested(word.at, () => {
    const pipe = parsePipe(cursor, kind);
    expectClose(cursor, kind);
    const { nodes: body, end } = parseList(cursor, inRange || kind === 'range');
    if (end.text === 'else') return { kind, pipe, body, orElse: parseElse(cursor, word, kind, inRange) };
    expectEnd(cursor, word, end);
    return { kind, pipe, body, orElse: [] };
  });
}

/** What follows `else`: a further condition, which shares the block's `end`, or a body. */
function parseElse(cursor: Cursor, word: Token, kind: BranchNode['kind'], inRange: boolean): readonly Node[] {
  const again = cursor.peek();
  if (kind !== 'range' && cursor.sees(kind)) {
    cursor.next();
    return [parseBlock(cursor, again, kind, inRange)];
  }
  expectClose(cursor, 'else');
  const { nodes, end } = parseList(cursor, inRange);
  if (end.text === 'else') throw cursor.fault(end.at, `{{${word.text}}} has a second {{else}}`);
  expectEnd(cursor, word, end);
  return nodes;
}

function expectEnd(cursor: Cursor, word: Token, end: Token): void {
  if (end.text !== 'end') throw cursor.fault(word.at, `{{${word.text}}} has no {{end}}`);
  expectClose(cursor, 'end');
}

function expectClose(cursor: Cursor, what: string): void {
  const token = cursor.next();
  if (token.kind !== 'close') throw cursor.fault(token.at, `unexpected ${token.text} in ${what}`);
}
