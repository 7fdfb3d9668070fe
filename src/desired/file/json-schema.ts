import * as z from 'zod/mini';
import { inferenceFile } from './schema.js';

/**
 * The JSON Schema (draft 2020-12) of the file, for editors. Made from the schema that checks it, plus the rules
 * that JSON Schema can say and a single value cannot: exactly one of model-name and model-id, of a cron and a
 * window, of days and a stretch.
 */
export function inferenceFileJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(inferenceFile, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties?.cron !== undefined)
        jsonSchema.oneOf = [{ required: ['cron'] }, { required: ['from', 'to'] }];
      // By name, in place of a list.
      if (isList(jsonSchema.properties?.schedule))
        jsonSchema.properties.schedule = named(jsonSchema.properties.schedule);
      // Keys of one's own, for anchors.
      if (jsonSchema.properties?.deployments !== undefined) {
        jsonSchema.patternProperties = { '^x-': {} };
        // A file that is there to be included has none.
        delete jsonSchema.required;
        jsonSchema.anyOf = ['deployments', 'schedules', 'holidays', 'include'].map((key) => ({
          required: [key],
        }));
      }
      if (jsonSchema.properties?.file !== undefined)
        jsonSchema.oneOf = [{ required: ['date'] }, { required: ['file'] }];
      else if (jsonSchema.properties?.date !== undefined)
        jsonSchema.oneOf = [{ required: ['date'] }, { required: ['from', 'to'] }];
      if (jsonSchema.properties?.['model-name'] === undefined) return;
      jsonSchema.oneOf = [{ required: ['model-name'] }, { required: ['model-id'] }];
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

type Schema = z.core.JSONSchema.BaseSchema;

const isList = (schema: Schema | boolean | undefined): schema is Schema =>
  typeof schema === 'object' && schema.type === 'array';

/** A list, or the name of one of `schedules`. */
function named({ description, ...list }: Schema): Schema {
  return { description, anyOf: [{ type: 'string', description: 'The name of one of schedules.' }, list] };
}
