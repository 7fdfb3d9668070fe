import { jsonFields } from '../../output/fields.js';
import { objectSchema } from '../../output/json-document.js';
import type { Field, View } from '../../output/view.js';
import { engineParameterView } from '../../output/views/engine-help.js';
import { operationView } from '../../output/views/operation.js';
import type { CommandSpec, JsonSchema } from '../../program/spec.js';

/** What a command prints under -O json. */
interface Output {
  /** The flags with which the command prints this; absent for what it prints without any, which comes first. */
  when?: string;
  /** One document, or one object per line. */
  prints: 'document' | 'lines';
  /** The schema of the document, or of each line. */
  schema: JsonSchema;
}

/** The JSON Schema of an object as a view prints it. */
function viewSchema<T>(view: View<T>): JsonSchema {
  const fields = jsonFields(view);
  return objectSchema(
    Object.fromEntries(fields.map((field) => [field.key, fieldSchema(field)])),
    fields.filter(({ omitEmpty }) => !omitEmpty).map(({ key }) => key),
  );
}

function fieldSchema<T>({ label: description, orNone, ...held }: Field<T>): JsonSchema {
  const { type = 'string' } = held;
  const words = 'words' in held ? { enum: held.words } : {};
  return { type: orNone ? [type, 'null'] : type, ...words, description };
}

const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** With --no-wait, these commands print no operations: the row of each deployment has its operation. */
const NAME_IT_IN_ROWS = ['apply', 'autoscale', 'idle'];

/** Everything that a command can print with -O json, depending on its flags. */
export async function outputsOf(path: readonly string[], spec: CommandSpec): Promise<Output[]> {
  const { view, prints, document, options = [] } = spec;
  const has = (long: string) => options.some(([notation]) => notation.includes(long));
  const verb = path.at(-1) ?? '';
  const own = document ? await document() : view && viewSchema(view);
  if (!own) return [];
  const schema = prints === 'list' ? listOf(own) : own;
  const outputs: Output[] = [{ prints: prints === 'lines' ? 'lines' : 'document', schema }];
  const operation = viewSchema(operationView);
  // Where nothing has to be sent, a command for one object prints the object, as it does without the flag.
  const unsent = prints ? [] : [own];
  const several = verb === 'scale';
  if (several) outputs.push({ when: 'NAME=SIZE..., --all', prints: 'document', schema: listOf(own) });
  if (has('--no-wait') && !NAME_IT_IN_ROWS.includes(verb)) {
    // A deletion prints a line for each operation, when the service accepts it.
    const isDeletion = verb === 'delete';
    outputs.push({
      when: '--no-wait',
      prints: isDeletion ? 'lines' : 'document',
      schema: isDeletion ? operation : { anyOf: [operation, ...unsent] },
    });
    if (several)
      outputs.push({
        when: 'NAME=SIZE..., --all with --no-wait',
        prints: 'document',
        schema: listOf(operation),
      });
  }
  if (has('--dry-run') && !['install', 'autoscale'].includes(verb)) {
    const request = requestSchema();
    outputs.push({
      when: '--dry-run',
      prints: 'document',
      schema: { anyOf: [request, listOf(request), ...unsent] },
    });
  }
  if (has('--columns')) {
    // With --columns a document that is no list is printed as a list of the rows that its table has.
    const isList = prints === 'list' || !view;
    const { required: _, ...anyColumns } = isList ? own : viewSchema(view);
    const when = isList ? '--columns' : '--columns, --sort';
    outputs.push({ when, prints: 'document', schema: listOf(anyColumns) });
  }
  if (has('--every') && verb !== 'install') outputs.push({ when: '--every', prints: 'lines', schema: own });
  if (has('--watch')) outputs.push({ when: '--watch', prints: 'lines', schema: watched(own) });
  if (has('--inference-engine-parameter-help'))
    outputs.push({ when: '--inference-engine-parameter-help', prints: 'document', schema: engineHelp() });
  return outputs;
}

function requestSchema(): JsonSchema {
  const [text, count] = [{ type: 'string' }, { type: 'number' }];
  return objectSchema(
    {
      method: text,
      path: text,
      zone: text,
      body: {},
      total_gpus: count,
      cost_per_hour: text,
      currency: text,
    },
    ['method', 'path', 'zone', 'body'],
  );
}

function watched(own: JsonSchema): JsonSchema {
  const change = { change: { enum: ['seen', 'changed', 'gone'] } };
  const ownProperties = own.properties;
  const properties = typeof ownProperties === 'object' ? { ...ownProperties, ...change } : change;
  return { ...own, properties };
}

/** Flags and allowed values are lists in JSON. */
function engineHelp(): JsonSchema {
  const { properties, ...schema } = viewSchema(engineParameterView);
  const strings = { type: 'array', items: { type: 'string' } };
  const known = typeof properties === 'object' ? properties : {};
  return listOf({ ...schema, properties: { ...known, flags: strings, allowed_values: strings } });
}
