import { didYouMean } from '../../domain/likely.js';
import { nearest } from '../../domain/nearest.js';
import { fieldsMeant, goName } from '../fields.js';
import type { Field } from '../view.js';
import { type Offset, TemplateProblem, type Work } from './fault.js';
import { FUNCTIONS, type TemplateFunction } from './functions.js';
import { type GoValue, Int64 } from './go-value.js';
import { lex, type Token } from './lexer.js';

/** How deep blocks and parentheses may be nested: deeper than any template that a person writes. */
const MAX_DEPTH = 100;

/** What the parser knows of a field: its name, and the type of its value. */
export type KnownField = Pick<Field<never>, 'key' | 'go' | 'label' | 'type' | 'orNone'>;

/** The tokens of a template with the parser's position, and the fields and functions that the template can name. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(
    private readonly source: string,
    private readonly fields: readonly KnownField[],
    readonly work: Work,
  ) {
    this.#tokens = lex(source);
  }

  peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: this.source.length, spaced: false };
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

  /** Runs `read` one nesting level deeper. @throws TemplateProblem beyond MAX_DEPTH */
  nested<R>(at: Offset, read: () => R): R {
    if (++this.#depth > MAX_DEPTH) throw new TemplateProblem('the template is nested too deeply', at);
    const result = read();
    this.#depth--;
    return result;
  }

  /**
   * Examples of what the field's values can be: a number that is not known is an empty text.
   * @throws TemplateProblem for a field the row does not have
   */
  examplesOf(name: string, at: Offset): readonly GoValue[] {
    const found = this.fields.find((field) => goName(field) === name);
    if (found?.type === 'boolean') return [true];
    if (found?.type === 'number') return found.orNone ? [new Int64(1n), 'x'] : [new Int64(1n)];
    if (found) return ['x'];
    const all = `Fields: ${this.fields.map((field) => `.${goName(field)}`).join(' ')}`;
    throw new TemplateProblem(`there is no field .${name}`, at, hint(this.#meant(name), all));
  }

  /** @throws TemplateProblem for a function that does not exist */
  functionOf(name: string, at: Offset): TemplateFunction {
    const found = FUNCTIONS.get(name);
    if (found) return found;
    const names = [...FUNCTIONS.keys()];
    const meant = [...nearest(name, names), ...this.#meant(name)];
    throw new TemplateProblem(
      `there is no function ${name}`,
      at,
      hint(meant, `Functions: ${names.join(' ')}`),
    );
  }

  #meant(name: string): string[] {
    return fieldsMeant(name, this.fields).map((field) => `.${goName(field)}`);
  }
}

const hint = (meant: readonly string[], all: string) => [didYouMean(meant) ?? [], all].flat().join('\n');
