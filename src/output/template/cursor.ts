import type { UsageError } from '../../errors.js';
import { fault, type Offset } from './fault.js';
import { lex, type Token } from './lexer.js';

/** Blocks and parentheses within each other; a template for people never comes near. */
const MAX_DEPTH = 100;

/** The tokens and where the parser stands. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(private readonly source: string) {
    this.#tokens = lex(source);
  }

  peek(ahead = 0): Token {
    return (
      this.#tokens[this.#next + ahead] ?? { kind: 'end', text: '', at: this.source.length, spaced: false }
    );
  }

  next(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  /** Whether the next token is this symbol or word. */
  sees(text: string): boolean {
    const { kind, text: found } = this.peek();
    return (kind === 'symbol' || kind === 'word') && found === text;
  }

  fault(at: Offset, sentence: string, hint?: string): UsageError {
    return fault(this.source, at, sentence, hint);
  }

  /** Reads one level deeper. @throws UsageError beyond the limit */
  nested<R>(at: Offset, read: () => R): R {
    if (++this.#depth > MAX_DEPTH) throw this.fault(at, 'the template is nested too deeply');
    const result = read();
    this.#depth--;
    return result;
  }
}
