import { type Budget, fault, type Offset, TemplateProblem, TooMuch } from './fault.js';
import { formatValue } from './format-verbs.js';
import { FUNCTIONS } from './functions.js';
import { asInt, type GoValue, isTrue, Row, typeName } from './go-value.js';
import type { BranchNode, Command, Node, Operand, Path, Pipe } from './nodes.js';

/** Variables by name. Inner scopes share the entries of outer ones, as setting a variable reaches through. */
type Scope = Map<string, { value: GoValue }>;
type Signal = 'break' | 'continue' | undefined;

/**
 * Runs a checked template over one row. @param budget for all rows together
 * @throws UsageError where it fails on the data: an index out of range, types that are not compared
 */
export function evaluate(source: string, nodes: readonly Node[], row: Row, budget: Budget): string {
  const run = new Run(source, budget);
  run.list(nodes, row, new Map([['$', { value: row }]]));
  return run.output;
}

class Run {
  output = '';

  constructor(
    private readonly source: string,
    private readonly budget: Budget,
  ) {}

  list(nodes: readonly Node[], dot: GoValue, outer: Scope): Signal {
    const scope: Scope = new Map(outer);
    for (const node of nodes) {
      const signal = this.#node(node, dot, scope);
      if (signal) return signal;
    }
    return undefined;
  }

  #node(node: Node, dot: GoValue, scope: Scope): Signal {
    switch (node.kind) {
      case 'text':
        this.#print(node.text, node.at);
        return undefined;
      case 'action': {
        const value = this.#pipe(node.pipe, dot, scope);
        if (node.pipe.variables.length === 0)
          this.#print(value === null ? '<no value>' : formatValue(value), node.pipe.at);
        return undefined;
      }
      case 'if':
      case 'with': {
        const inner: Scope = new Map(scope);
        const value = this.#pipe(node.pipe, dot, inner);
        if (!isTrue(value)) return this.list(node.orElse, dot, inner);
        return this.list(node.body, node.kind === 'with' ? value : dot, inner);
      }
      case 'range':
        return this.#range(node, dot, scope);
      default:
        return node.kind;
    }
  }

  #range(node: BranchNode, dot: GoValue, scope: Scope): Signal {
    const { pipe, body, orElse } = node;
    const value = this.#value(pipe, dot, scope);
    const inner: Scope = new Map(scope);
    const times = this.#times(value, pipe.at);
    for (let index = 0n; index < times; index++) {
      this.#at(pipe.at, () => this.budget.step());
      this.#setVariables(pipe, [index, index], inner);
      if (this.list(body, index, inner) === 'break') break;
    }
    if (times > 0n) return undefined;
    this.#setVariables(pipe, [value, value], inner);
    return this.list(orElse, dot, inner);
  }

  /** How often a range runs: a whole number n counts from 0 to n − 1. */
  #times(value: GoValue, at: Offset): bigint {
    const count = value === null ? 0n : asInt(value);
    if (count !== undefined) return count;
    throw fault(this.source, at, `range cannot run over a value of type ${typeName(value)}`);
  }

  /** The value, with the pipeline's variables set to it. */
  #pipe(pipe: Pipe, dot: GoValue, scope: Scope): GoValue {
    const value = this.#value(pipe, dot, scope);
    this.#setVariables(pipe, [value], scope);
    return value;
  }

  #value(pipe: Pipe, dot: GoValue, scope: Scope): GoValue {
    let value: GoValue = null;
    pipe.commands.forEach((command, stage) => {
      value = this.#command(command, dot, scope, stage > 0 ? [value] : []);
    });
    return value;
  }

  #setVariables(pipe: Pipe, values: readonly GoValue[], scope: Scope): void {
    pipe.variables.forEach(({ name }, i) => {
      const value = values[i] ?? null;
      const variable = scope.get(name);
      if (pipe.declares || variable === undefined) scope.set(name, { value });
      else variable.value = value;
    });
  }

  #command({ head, args }: Command, dot: GoValue, scope: Scope, piped: readonly GoValue[]): GoValue {
    const found = head.kind === 'function' ? FUNCTIONS.get(head.name) : undefined;
    if (head.kind !== 'function' || found === undefined) return this.#operand(head, dot, scope);
    const values: GoValue[] = [];
    for (const argument of args) {
      const value = this.#operand(argument, dot, scope);
      if (found.stopsAt !== undefined && isTrue(value) === found.stopsAt) return value;
      values.push(value);
    }
    const given = [...values, ...piped];
    const units = given.reduce<number>((sum, one) => sum + (typeof one === 'string' ? one.length : 1), 0);
    this.#at(head.at, () => this.budget.step(units));
    return this.#at(head.at, () => found.call(given), `${head.name}: `);
  }

  #print(text: string, at: Offset): void {
    this.output += this.#at(at, () => {
      this.budget.step();
      return this.budget.print(text);
    });
  }

  /** A problem, with its place. */
  #at<R>(at: Offset, call: () => R, before = ''): R {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      this.budget.spent ||= error instanceof TooMuch;
      throw fault(this.source, at, before + error.message);
    }
  }

  #operand(operand: Operand, dot: GoValue, scope: Scope): GoValue {
    switch (operand.kind) {
      case 'literal':
        return operand.value;
      case 'function':
        return this.#command({ at: operand.at, head: operand, args: [] }, dot, scope, []);
      case 'dot':
        return this.#path(operand.path, dot);
      case 'variable':
        return this.#path(operand.path, scope.get(operand.name)?.value ?? null);
      case 'pipe':
        return this.#path(operand.path, this.#pipe(operand.pipe, dot, new Map(scope)));
    }
  }

  #path(path: Path, start: GoValue): GoValue {
    return path.reduce((value, { name, at }) => {
      const field = value instanceof Row ? (value.fields.get(name) ?? value.extra.get(name)) : undefined;
      if (field === undefined)
        throw fault(this.source, at, `.${name} is asked of a value that has no fields`);
      return field;
    }, start);
  }
}
