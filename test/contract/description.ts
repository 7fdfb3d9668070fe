import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { cached } from '../../src/domain/cached.js';

/** The folder beside the project that holds the official API description, which we may not distribute. */
const DESCRIPTION = '../shared/api/exoscale-ai.openapi.yaml';
const file = fileURLToPath(new URL(`../../${DESCRIPTION}`, import.meta.url));
export const isPresent = existsSync(file);

// Most reporters only count skipped tests, so print the reason.
if (!isPresent)
  process.stdout.write(`\nSKIPPED: there is no ${DESCRIPTION} to hold client and sandbox against\n`);

/** The title of a suite that needs the description; without one, the title says why the suite is skipped. */
export const suite = (subject: string) =>
  isPresent ? `${subject} and the API description` : `${subject}: SKIPPED, there is no ${DESCRIPTION}`;

const schemaObject = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof schemaObject>;

const content = z.object({ content: z.object({ 'application/json': z.object({ schema: schemaObject }) }) });
const operation = z.object({
  operationId: z.string(),
  requestBody: z.optional(content),
  responses: z.record(z.string(), content),
});
const description = z.object({
  servers: z.array(
    z.object({ variables: z.object({ zone: z.object({ enum: z.array(z.string()), default: z.string() }) }) }),
  ),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schemaObject) }),
});

/** One operation of the description. Its schemas are unchanged, including references. */
export interface Operation {
  id: string;
  method: string;
  /** The path, with `{id}` for an ID. */
  path: string;
  request: JsonSchema | undefined;
  /** The schemas of the answers, by status. */
  answers: ReadonlyMap<number, JsonSchema>;
}

const empty = { servers: [], paths: {}, components: { schemas: {} } };
const { servers, paths, components } = description.parse(
  isPresent ? parse(readFileSync(file, 'utf8')) : empty,
);

/** All operations of the description; none if there is no description. */
export const operations: readonly Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, requestBody, responses }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    path,
    request: requestBody?.content['application/json'].schema,
    answers: new Map(
      Object.entries(responses).map(([status, answer]) => [
        Number(status),
        answer.content['application/json'].schema,
      ]),
    ),
  })),
);

export const serverZone = servers[0]?.variables.zone;

/** @throws if the description has no such operation */
export function operationOf(id: string): Operation {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`the description has no operation ${id}`);
  return found;
}

/** The operation of a request. @param path below the endpoint, without the query */
export function operationAt(method: string, path: string): Operation | undefined {
  const fits = (template: string) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
  return operations.find((one) => one.method === method && fits(one.path));
}

/** A schema of the description by name. @throws if there is none */
export function schemaNamed(name: string): JsonSchema {
  const found = components.schemas[name];
  if (!found) throw new Error(`the description has no schema ${name}`);
  return found;
}

/** The schema itself if `$ref` refers to another one. */
export function resolved(schema: JsonSchema): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/components/schemas/', '') : undefined;
  return name === undefined ? schema : resolved(schemaNamed(name));
}

/** The schemas of an object's properties; the schema of a list's items has the key `[]`. */
export function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  const { properties = {}, items } = resolved(schema);
  return z.record(z.string(), schemaObject).parse(items === undefined ? properties : { '[]': items });
}

// `strict` off: the description has keywords (`example`, `x-go-…`) and formats that only annotate.
const ajv = new Ajv({ strict: false, allErrors: true, logger: false, code: { optimize: false } });
ajv.addFormat('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);
ajv.addFormat('uri-reference', (text: string) => URL.canParse(text, 'https://base.example'));
ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });

const validators = new Map<JsonSchema, ValidateFunction>();

/** How a value violates a schema of the description; empty if it does not. */
export function objections(schema: JsonSchema, value: unknown): string[] {
  // References are written `#/components/…`, so each schema is compiled as a part of the whole description.
  const validate = cached(validators, schema, () => ajv.compile({ ...schema, components }));
  return validate(value) ? [] : (validate.errors ?? []).map(sentence);
}

const sentence = ({ instancePath, message = '', params }: ErrorObject) =>
  `${instancePath || 'the whole'} ${message} ${JSON.stringify(params)}`;
