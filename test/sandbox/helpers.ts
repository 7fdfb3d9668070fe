import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import { DEFAULT_CREDENTIAL } from '../../src/sandbox/index.js';
import { type BenchOptions, bench, T0 } from '../helpers/run.js';

export { T0 };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';

const object = z.record(z.string(), z.unknown());

/** An answer with its parsed body. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A sandbox on a fake clock at real speed, and functions that send it signed requests. */
export function sandboxAt(options: BenchOptions = {}) {
  const { clock, sandbox } = bench(options);
  const send = async (method: string, path: string, body?: unknown, zone = 'at-vie-2'): Promise<Answer> => {
    const response = await sandbox.fetch(signed(method, `/${zone}/v2${path}`, body, clock.now()));
    return { status: response.status, body: object.parse(await response.json()) };
  };
  const get = async (path: string, zone?: string) => (await send('GET', path, undefined, zone)).body;
  /** Creates the deployment of the documentation's example. @param changes properties to replace */
  const create = (changes?: Record<string, unknown>, zone?: string) =>
    send('POST', '/ai/deployment', deploymentBody(changes), zone);
  /** Creates it, and waits until it is ready. @returns its ID */
  const ready = async (changes?: Record<string, unknown>) => {
    const id = referenceOf(await create(changes));
    clock.advance(12 * MINUTE);
    return id;
  };
  return { clock, sandbox, send, get, create, ready };
}

/** A request signed as the service's documents say, without using code of the client or the sandbox. */
export function signed(
  method: string,
  path: string,
  body?: unknown,
  now = T0,
  origin = 'http://127.0.0.1',
): Request {
  const text = body === undefined ? '' : JSON.stringify(body);
  const url = new URL(path, origin);
  const names = [...url.searchParams.keys()].sort();
  const values = names.map((name) => url.searchParams.get(name)).join('');
  const expires = Math.floor(now / 1000) + 600;
  const message = `${method} ${url.pathname}\n${text}\n${values}\n\n${expires}`;
  const signature = createHmac('sha256', DEFAULT_CREDENTIAL.secret).update(message).digest('base64');
  const query = names.length > 0 ? `signed-query-args=${names.join(';')},` : '';
  const authorization = `EXO2-HMAC-SHA256 credential=${DEFAULT_CREDENTIAL.key},${query}expires=${expires},signature=${signature}`;
  return new Request(url, { method, headers: { authorization }, ...(text && { body: text }) });
}

/** The body of `create`. */
export function deploymentBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'my-app',
    model: { name: MISTRAL },
    'gpu-type': 'gpua5000',
    'gpu-count': 1,
    replicas: 1,
    ...changes,
  };
}

/** A 400 of the schema check, copied from the service's documentation. */
export const violation = (location: string, detail: string) => ({
  type: '#/http-problem-types/request-invalid-body',
  title: 'Invalid Request Body',
  errors: [{ location, detail }],
});
export const notInSchema = 'is not defined in the schema and the schema does not allow additional properties';

/** The ID of the object that an operation is about. */
export function referenceOf({ body }: Answer): string {
  const reference = body.reference;
  return typeof reference === 'object' && reference !== null && 'id' in reference ? String(reference.id) : '';
}
