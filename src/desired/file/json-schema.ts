import * as z from 'zod/mini';
import { SIZES } from '../schedule/entries.js';
import { inferenceFile } from './file-schema.js';

/**
 * The JSON Schema (draft 2020-12) of the file, for editors. Made from the schema that checks the file, with rules about
 * several values that JSON Schema can express: exactly one of model-name and model-id, of a cron and a window, of
 * replicas, at-most and at-least, of days and a stretch. Any value may come from the environment.
 */
export function inferenceFileJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(inferenceFile, {
    override: ({ jsonSchema, path }) => {
      orFromEnvironment(jsonSchema);
      if (jsonSchema.properties?.cron !== undefined)
        jsonSchema.allOf = [
          { oneOf: [has(['cron'], ['days', 'from', 'to']), has(['from', 'to'], ['cron', 'on'])] },
          { oneOf: SIZES.map((size) => has([size])) },
        ];
      if (path.at(-1) === 'schedule' && jsonSchema.type === 'array') orByName(jsonSchema);
      // The writer's own keys, for anchors.
      if (jsonSchema.properties?.deployments !== undefined) {
        jsonSchema.patternProperties = { '^x-': {} };
        // A file that is only included needs no deployments.
        delete jsonSchema.required;
        jsonSchema.anyOf = ['deployments', 'schedules', 'holidays', 'include'].map((key) => has([key]));
      }
      if (jsonSchema.properties?.file !== undefined) jsonSchema.oneOf = [has(['date']), has(['file'])];
      else if (jsonSchema.properties?.date !== undefined)
        jsonSchema.oneOf = [has(['date'], ['from', 'to']), has(['from', 'to'], ['date'])];
      if (jsonSchema.properties?.['model-name'] === undefined) return;
      jsonSchema.oneOf = [has(['model-name']), has(['model-id'])];
      jsonSchema.dependentSchemas = { autoscale: has([], ['replicas', 'idle']) };
    },
  });
  return {
    $schema,
    title: 'exo-di: the desired state of deployments',
    description:
      'Deployments of Exoscale Dedicated Inference and their schedules, for `exo-di plan` and `exo-di apply`.',
    ...schema,
  };
}

const VARIABLE = '\\$\\{';
const NOTHING_BUT_ONE = `^${VARIABLE}[^}]*\\}$`;

/**
 * Lets a value with a fixed form also be a variable of the environment, whose text has that form only once it is filled
 * in.
 */
function orFromEnvironment(schema: Schema): void {
  // Optional values are visited twice, and have the variable already the second time.
  if (schema.pattern?.includes(VARIABLE)) return;
  if (schema.type === 'integer')
    Object.assign(schema, { type: ['integer', 'string'], pattern: NOTHING_BUT_ONE });
  else if (schema.pattern !== undefined) {
    schema.pattern += `|${VARIABLE}`;
    delete schema.format;
  }
}

function has(required: string[], without: string[] = []): Schema {
  const properties = Object.fromEntries(without.map((key) => [key, false]));
  return {
    ...(required.length > 0 ? { required } : {}),
    ...(without.length > 0 ? { properties } : {}),
  };
}

type Schema = z.core.JSONSchema.BaseSchema;

/** Lets the schema of a list also accept the name of one of `schedules`. */
function orByName(schema: Schema): void {
  const { type, items } = schema;
  const name = { type: 'string', description: 'The name of one of schedules.' } as const;
  delete schema.type;
  delete schema.items;
  Object.assign(schema, { anyOf: [name, { type, items }] });
}
