import { UsageError } from '../../errors.js';
import { extraFields, goName, jsonFields, referenceFields, valueIn } from '../fields.js';
import { jsonDocument } from '../json.js';
import type { Field, Renderer, Style, Value, View } from '../view.js';
import { visible } from '../visible.js';
import { check } from './check-template.js';
import { evaluate } from './evaluate.js';
import { Budget } from './fault.js';
import { type GoValue, Int64, Row } from './go-value.js';
import type { Node } from './nodes.js';
import { parse } from './parser.js';

/**
 * Renders through a Go template: once for one object, once a row for a list, each with a line feed after it. On a
 * terminal control characters in values are shown, not obeyed; those written in the template itself are obeyed.
 * @throws UsageError, at once, for a template that cannot be parsed or names what the view does not have
 */
export function templateRenderer<T>(view: View<T>, template: string, style: Style): Renderer<T> {
  const fields = jsonFields(view);
  const nodes = parse(template);
  check(template, nodes, fields);
  const rowWith = (of: (field: Field<T>) => GoValue, document: Readonly<Record<string, unknown>>) => {
    const values = (some: readonly Field<T>[]) => new Map(some.map((field) => [goName(field), of(field)]));
    return new Row(view.name, values(referenceFields(view)), values(extraFields(view)), document);
  };
  rehearse(
    template,
    nodes,
    rowWith(() => SAMPLE, {}),
  );
  const safe = (value: Value) => (style.terminal && typeof value === 'string' ? visible(value) : value);
  const rowOf = (item: T) =>
    rowWith((field) => goValue(safe(valueIn(field, item))), jsonDocument(fields, item));
  const many = (items: readonly T[]) => {
    const budget = new Budget();
    return items.map((item) => `${evaluate(template, nodes, rowOf(item), budget)}\n`).join('');
  };
  return { one: (item) => many([item]), many };
}

const SAMPLE = new Int64(1n);

/**
 * Runs a template before there is anything to print, so that one that does not end is refused before a request is sent.
 * @throws UsageError for such a one; what fails on the sample may well fit the data
 */
function rehearse(template: string, nodes: readonly Node[], row: Row): void {
  const budget = new Budget();
  try {
    evaluate(template, nodes, row, budget);
  } catch (error) {
    if (budget.spent || !(error instanceof UsageError)) throw error;
  }
}

function goValue(value: Value): GoValue {
  return typeof value === 'number' && Number.isInteger(value) ? new Int64(BigInt(value)) : value;
}
