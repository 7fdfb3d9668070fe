import * as z from 'zod/mini';
import { tryJson, valueAt } from '../domain/json.js';
import {
  createApiKeyRequest,
  createDeploymentRequest,
  createModelRequest,
  scaleDeploymentRequest,
  updateDeploymentRequest,
} from '../schemas/requests.js';
import { ENGINE_VERSIONS } from './engine.js';
import { badRequest, invalidBody, type Violation } from './problem.js';

/**
 * Reads a JSON body and checks it against its schema.
 * @throws Problem 400: "Invalid Request Body" with every violation, in the words of the API's schema check
 */
export function checkBody<T extends z.ZodMiniType>(schema: T, bytes: Uint8Array): z.infer<T> {
  const body = readJson(bytes);
  if (body === undefined) throw badRequest('The request body is not valid JSON.');
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalidBody(result.error.issues.flatMap((issue) => violations(issue, body)));
}

/** The value of a JSON body; undefined if it is not JSON. */
export const readJson = (bytes: Uint8Array): unknown => tryJson(new TextDecoder().decode(bytes));

function violations(issue: z.core.$ZodIssue, body: unknown): Violation[] {
  if (issue.code === 'unrecognized_keys') {
    const detail = 'is not defined in the schema and the schema does not allow additional properties';
    return issue.keys.map((key) => violation([...issue.path, key], 'additionalProperties', detail));
  }
  const [keyword, detail] = explain(issue, valueAt(body, issue.path));
  return [violation(issue.path, keyword, detail)];
}

function explain(issue: z.core.$ZodIssue, value: unknown): [keyword: string, detail: string] {
  if (value === undefined) return ['required', 'is missing but it is required'];
  switch (issue.code) {
    case 'invalid_type': {
      // Every number in the API's requests is an integer.
      const expected = issue.expected === 'int' || issue.expected === 'number' ? 'integer' : issue.expected;
      return ['type', `${typeOf(value)} found, ${expected} expected`];
    }
    case 'invalid_value':
      return [
        'enum',
        `does not have a value in the enumeration [${issue.values.map((v) => JSON.stringify(v)).join(', ')}]`,
      ];
    case 'too_small':
      return issue.origin === 'string'
        ? ['minLength', `must be at least ${issue.minimum} characters long`]
        : ['minimum', `must have a minimum value of ${issue.minimum}`];
    case 'too_big':
      return issue.origin === 'string'
        ? ['maxLength', `must be at most ${issue.maximum} characters long`]
        : ['maximum', `must have a maximum value of ${issue.maximum}`];
    case 'invalid_format':
      return issue.format === 'regex'
        ? ['pattern', `does not match the regex pattern ${issue.pattern?.replace(/^\/|\/$/g, '')}`]
        : ['format', 'does not match the uuid pattern'];
    default:
      return ['minProperties', issue.message];
  }
}

function violation(path: readonly PropertyKey[], keyword: string, detail: string): Violation {
  const properties = path.map((part) => `/properties/${String(part)}`).join('');
  return {
    path: `${properties}/${keyword}`,
    pointer: `#${properties}/${keyword}`,
    location: `$${path.map((part) => (typeof part === 'number' ? `[${part}]` : `['${String(part)}']`)).join('')}`,
    detail,
  };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/*
 * Request bodies as the API checks them. They are stricter than the client's schemas: only the server knows all allowed
 * values, and it refuses a property that it does not know.
 */

const engineVersion = z.optional(z.enum(ENGINE_VERSIONS));
const notEmpty = z.refine<object>((body) => Object.keys(body).length > 0, 'must have at least 1 properties');

export const createDeploymentBody = z.strictObject({
  ...createDeploymentRequest.shape,
  model: z
    .strictObject({
      id: z.optional(z.string().check(z.guid())),
      name: z.optional(z.string().check(z.minLength(1))),
    })
    .check(notEmpty),
  // The schema has no range: the service checks 1–8 itself, and answers with another kind of 400.
  'gpu-count': z.int(),
  'product-name': z.optional(z.string().check(z.minLength(1))),
  'inference-engine-version': engineVersion,
});
export type CreateDeploymentBody = z.infer<typeof createDeploymentBody>;

export const updateDeploymentBody = z.strictObject({
  ...updateDeploymentRequest.shape,
  'inference-engine-version': engineVersion,
});
export type UpdateDeploymentBody = z.infer<typeof updateDeploymentBody>;

export const scaleDeploymentBody = z.strictObject(scaleDeploymentRequest.shape);
export const createModelBody = z.strictObject(createModelRequest.shape);
export const createApiKeyBody = z.strictObject(createApiKeyRequest.shape);
export const updateApiKeyBody = z.partial(createApiKeyBody).check(notEmpty);
export type CreateApiKeyBody = z.infer<typeof createApiKeyBody>;
export type UpdateApiKeyBody = z.infer<typeof updateApiKeyBody>;
