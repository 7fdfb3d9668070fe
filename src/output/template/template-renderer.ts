import { UsageError } from '../../errors.js';
import { extraFields, goName, jsonFields, referenceFields, valueIn } from '../fields.js';
import { jsonDocument } from '../json-renderer.js';
import type { Field, Renderer, Style, Value, View } from '../view.js';
import { visible } from '../visible.js';
import { TemplateProblem, Work } from './fault.js';
import { type GoValue, Int64, Row } from './go-value.js';
import { Output, parse } from './parser.js';

/**
 * Renders each object, or each row of a list, with a Go template and a line feed after it. On a terminal, control
 * characters in values are shown, not obeyed; those written in the template itself are obeyed.
 * @throws UsageError, before anything is rendered, for a template that cannot be parsed or names an unknown field
 */
export function templateRenderer<T>(view: View<T>, template: string, style: Style): Renderer<T> {
  const fields = jsonFields(view);
  const work = new Work();
  const print = withPlace(template, () => parse(template, view.name, fields, work));
  const safe = (value: Value) => (style.terminal && typeof value === 'string' ? visible(value) : value);
  const rowOf = (item: T) => {
    const values = (list: readonly Field<T>[]) =>
      new Map(list.map((field) => [goName(field), goValue(safe(valueIn(field, item)))]));
    const document = jsonDocument(fields, item);
    return new Row(view.name, values(referenceFields(view)), values(extraFields(view)), document);
  };
  const many = (items: readonly T[]) => {
    const output = new Output();
    work.begin();
    for (const item of items) {
      withPlace(template, () => print(rowOf(item), output), TOO_LATE);
      output.text += '\n';
    }
    return output.text;
  };
  return { one: (item) => many([item]), many };
}

/** The hint of a problem that only the data shows: by then a command has made its change. */
const TOO_LATE = 'only the output failed: what the command has sent was sent all the same';

function goValue(value: Value): GoValue {
  return typeof value === 'number' && Number.isInteger(value) ? new Int64(BigInt(value)) : value;
}

/**
 * Runs something, and turns a TemplateProblem into a UsageError that names the place in the template:
 * `--output-template, column 4: …`, with the line too if the template has several. Columns count characters from 1.
 * @param hint for a problem that has none of its own
 */
function withPlace<R>(source: string, run: () => R, hint?: string): R {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const before = source.slice(0, error.at).split('\n');
    const line = before.length;
    const column = [...(before.at(-1) ?? '')].length + 1;
    const place = source.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`;
    const problem = `--output-template, ${place}: ${error.message}`;
    throw new UsageError(problem, {
      code: 'output-template',
      hint: error.hint ?? hint,
      details: { problems: [problem], line, column },
    });
  }
}
