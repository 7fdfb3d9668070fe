import { referenceFields } from '../fields.js';
import { jsonDocument } from '../json.js';
import type { Renderer } from '../render.js';
import type { Style, Value, View } from '../view.js';
import { visible } from '../visible.js';
import { check } from './check.js';
import { evaluate } from './evaluate.js';
import { parse } from './parser.js';
import { type GoValue, Int64, Row } from './values.js';

/**
 * Renders through a Go template: once for one object, once a row for a list, each with a line feed after it. On a
 * terminal control characters in values are shown, not obeyed; those written in the template itself are obeyed.
 * @throws UsageError, at once, for a template that cannot be parsed or names what the view does not have
 */
export function templateRenderer<T>(view: View<T>, template: string, style: Style): Renderer<T> {
  const fields = referenceFields(view);
  const nodes = parse(template);
  check(template, nodes, fields);
  const safe = (value: Value) => (style.terminal && typeof value === 'string' ? visible(value) : value);
  const one = (item: T) => {
    const values = fields.map((field) => [field.go, goValue(safe(field.value(item)))] as const);
    const row = new Row(view.name, new Map(values), jsonDocument(fields, item));
    return `${evaluate(template, nodes, row)}\n`;
  };
  return { one, many: (items) => items.map(one).join('') };
}

function goValue(value: Value): GoValue {
  return typeof value === 'number' && Number.isInteger(value) ? new Int64(BigInt(value)) : value;
}
