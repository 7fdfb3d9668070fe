import { plural } from '../../domain/counts.js';
import { goName } from '../fields.js';
import { fault, type Offset } from './fault.js';
import { FUNCTIONS, type TemplateFunction } from './functions.js';
import type { Command, Node, Operand, Path, Pipe } from './nodes.js';

/** What is known of a value before there is any: the row, something with no fields, or nothing. */
type Known = 'row' | 'value' | 'unknown';

type KnownField = Parameters<typeof goName>[0];

/** Variables by name. Inner scopes share the entries of outer ones, as setting a variable reaches through. */
type Scope = Map<string, { known: Known }>;

/**
 * Checks a template against the fields of a row, so that a misspelt name is told before anything is sent: every
 * field of the row, variable and function exists, and functions get as many arguments as they take.
 * @throws UsageError with the position and, in the hint, what there is
 */
export function check(source: string, nodes: readonly Node[], fields: readonly KnownField[]): void {
  new Checker(source, fields).list(nodes, 'row', new Map([['$', { known: 'row' }]]));
}

class Checker {
  constructor(
    private readonly source: string,
    private readonly fields: readonly KnownField[],
  ) {}

  /** Variables declared in a list are gone after it. */
  list(nodes: readonly Node[], dot: Known, outer: Scope): void {
    const scope = new Map(outer);
    for (const node of nodes) {
      if (node.kind === 'action') this.#pipe(node.pipe, dot, scope);
      else if (node.kind === 'if' || node.kind === 'with' || node.kind === 'range') {
        const inner = new Map(scope);
        const value = this.#pipe(node.pipe, dot, inner, node.kind === 'range');
        if (node.kind === 'range' && value === 'row') throw this.#notAList(node.pipe.at);
        const bodyDot = node.kind === 'if' ? dot : node.kind === 'with' ? value : 'value';
        this.list(node.body, bodyDot, inner);
        this.list(node.orElse, dot, inner);
      }
    }
  }

  #pipe(pipe: Pipe, dot: Known, scope: Scope, ranges = false): Known {
    let value: Known = 'unknown';
    pipe.commands.forEach((command, stage) => {
      value = this.#command(command, dot, scope, stage > 0 ? value : undefined);
    });
    const set = ranges ? 'value' : value;
    for (const { name, at } of pipe.variables) {
      if (pipe.declares) scope.set(name, { known: set });
      else {
        const variable = this.#variable(name, at, scope);
        // Set in a branch that may not be taken, it may still be what it was.
        if (variable.known !== set) variable.known = 'unknown';
      }
    }
    return value;
  }

  #command({ at, head, args }: Command, dot: Known, scope: Scope, piped: Known | undefined): Known {
    const known = args.map((argument) => this.#operand(argument, dot, scope));
    if (head.kind !== 'function') {
      if (args.length > 0)
        throw this.#fault(args[0]?.at ?? at, 'this value is no function and takes no arguments');
      return this.#operand(head, dot, scope);
    }
    const found = this.#function(head.name, head.at);
    const given = [...known, ...(piped === undefined ? [] : [piped])];
    if (given.length < found.least || given.length > found.most) {
      throw this.#fault(head.at, `${head.name} takes ${arity(found)}, not ${given.length}`);
    }
    if (found.stopsAt === undefined) return 'value';
    return given.every((one) => one === given[0]) ? (given[0] ?? 'unknown') : 'unknown';
  }

  #operand(operand: Operand, dot: Known, scope: Scope): Known {
    switch (operand.kind) {
      case 'literal':
        return 'value';
      case 'function':
        // Without parentheses a function among arguments is called with none.
        return this.#command({ at: operand.at, head: operand, args: [] }, dot, scope, undefined);
      case 'dot':
        return this.#path(operand.path, dot);
      case 'variable':
        return this.#path(operand.path, this.#variable(operand.name, operand.at, scope).known);
      case 'pipe':
        return this.#path(operand.path, this.#pipe(operand.pipe, dot, new Map(scope)));
    }
  }

  #path(path: Path, start: Known): Known {
    let known = start;
    for (const { name, at } of path) {
      if (known === 'row' && !this.fields.some((field) => goName(field) === name))
        throw this.#unknownField(name, at);
      if (known === 'value') {
        throw this.#fault(
          at,
          `.${name} is asked of a value that has no fields`,
          'The row itself is $, its fields $.Name.',
        );
      }
      if (known === 'row') known = 'value';
    }
    return known;
  }

  #variable(name: string, at: Offset, scope: Scope): { known: Known } {
    const variable = scope.get(name);
    if (variable === undefined) throw this.#fault(at, `there is no variable ${name}`);
    return variable;
  }

  #function(name: string, at: Offset): TemplateFunction {
    const found = FUNCTIONS.get(name);
    if (found) return found;
    const all = `Functions: ${[...FUNCTIONS.keys()].join(' ')}`;
    throw this.#fault(at, `there is no function ${name}`, `${this.#meant(name)}${all}`);
  }

  #unknownField(name: string, at: Offset) {
    const all = `Fields: ${this.fields.map((field) => `.${goName(field)}`).join(' ')}`;
    return this.#fault(at, `there is no field .${name}`, `${this.#meant(name)}${all}`);
  }

  /** `{{range .}}`, as where a template is given the whole list. */
  #notAList(at: Offset) {
    const hint = 'A template is given one object, of a list each row in turn: no range is needed.';
    return this.#fault(at, 'range cannot run over the row', hint);
  }

  #meant(name: string): string {
    const field = this.fields.find((one) => isMeant(one, name));
    return field ? `Did you mean .${goName(field)}?\n` : '';
  }

  #fault(at: Offset, sentence: string, hint?: string) {
    return fault(this.source, at, sentence, hint);
  }
}

/** The JSON key, or the name in other letters: what people try first. */
function isMeant(field: KnownField, name: string): boolean {
  const wanted = name.replaceAll('_', '').toLowerCase();
  return goName(field).toLowerCase() === wanted || field.key.replaceAll('_', '') === wanted;
}

function arity({ least, most }: TemplateFunction): string {
  if (least === most) return plural(least, 'argument');
  return most === Number.POSITIVE_INFINITY
    ? `at least ${plural(least, 'argument')}`
    : `${least} to ${most} arguments`;
}
