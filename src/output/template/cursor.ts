import { goName } from '../fields.js';
import { type Offset, TemplateProblem } from './fault.js';
import { FUNCTIONS, type TemplateFunction } from './functions.js';
import { lex, type Token } from './lexer.js';

/** Blocks and parentheses within each other; a template for people never comes near. */
const MAX_DEPTH = 100;

export type KnownField = Parameters<typeof goName>[0];

/** The tokens and where the parser stands, and the names there are. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(
    private readonly source: string,
    private readonly fields: readonly KnownField[],
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

  /** Reads one level deeper. @throws TemplateProblem beyond the limit */
  nested<R>(at: Offset, read: () => R): R {
    if (++this.#depth > MAX_DEPTH) throw new TemplateProblem('the template is nested too deeply', at);
    const result = read();
    this.#depth--;
    return result;
  }

  /** @throws TemplateProblem for a field the row does not have */
  requireField(name: string, at: Offset): void {
    if (this.fields.some((field) => goName(field) === name)) return;
    const all = `Fields: ${this.fields.map((field) => `.${goName(field)}`).join(' ')}`;
    throw new TemplateProblem(`there is no field .${name}`, at, `${this.#meant(name)}${all}`);
  }

  /** @throws TemplateProblem for a function there is not */
  functionOf(name: string, at: Offset): TemplateFunction {
    const found = FUNCTIONS.get(name);
    if (found) return found;
    const all = `Functions: ${[...FUNCTIONS.keys()].join(' ')}`;
    throw new TemplateProblem(`there is no function ${name}`, at, `${this.#meant(name)}${all}`);
  }

  #meant(name: string): string {
    const field = this.fields.find((one) => isMeant(one, name));
    return field ? `Did you mean .${goName(field)}?\n` : '';
  }
}

/** The JSON key, or the name in other letters: what people try first. */
function isMeant(field: KnownField, name: string): boolean {
  const wanted = name.replaceAll('_', '').toLowerCase();
  return goName(field).toLowerCase() === wanted || field.key.replaceAll('_', '') === wanted;
}
