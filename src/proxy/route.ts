import { Redactor } from '../api/redact.js';
import { MASK } from '../domain/secrets.js';
import type { Refusal } from './refusals.js';

/** A deployment that requests can be for. */
export interface Target {
  name: string;
  /** The names under which its engine serves its model. */
  models: readonly string[];
}

/**
 * Where a request goes: to the proxy itself, to a deployment, or to the deployment of the model that its body names.
 */
export type Route<T extends Target> =
  | { to: 'health' }
  | { to: 'metrics' }
  | { to: 'models'; of: readonly T[] }
  | { to: 'deployment'; target: T; rest: string }
  | { to: 'model'; rest: string }
  | { to: 'nobody'; refusal: Refusal };

/**
 * Finds out where a request goes, by its path alone: `/v1/…` goes to the deployment of the model in the body, and
 * `/NAME/v1/…` to the deployment of that name, whatever the body says. If there is only one deployment, bodies are not
 * read.
 * @param target path and query of the request: `/v1/chat/completions?x=y`
 */
export function routeOf<T extends Target>(target: string, targets: readonly T[]): Route<T> {
  const [path = ''] = target.split('?');
  if (path === '/healthz') return { to: 'health' };
  if (path === '/metrics') return { to: 'metrics' };
  if (path === '/v1/models') return { to: 'models', of: targets };
  const [, name, rest] = /^(?:\/([^/]+))?\/v1(\/.*)$/s.exec(target) ?? [];
  if (rest === undefined || leavesItsPlace(rest)) return { to: 'nobody', refusal: noSuchPath(path) };
  if (name === undefined) {
    const [only, ...others] = targets;
    return only && others.length === 0 ? { to: 'deployment', target: only, rest } : { to: 'model', rest };
  }
  const named = targets.find((one) => encodeURIComponent(one.name) === name || one.name === name);
  if (!named) return { to: 'nobody', refusal: noSuchPath(path) };
  if (path === `/${name}/v1/models`) return { to: 'models', of: [named] };
  return { to: 'deployment', target: named, rest };
}

/** The deployment whose engine serves a model under this name; undefined if there is none. */
export function targetOf<T extends Target>(model: string | undefined, targets: readonly T[]): T | undefined {
  return model === undefined ? undefined : targets.find(({ models }) => models.includes(model));
}

/**
 * Whether a path would leave the deployment's URL, through `..` for example: its key must not reach other paths there.
 */
function leavesItsPlace(rest: string): boolean {
  const [path = ''] = rest.split(/[?#]/);
  return path
    .replaceAll('\\', '/')
    .split('/')
    .some((part) => /^(?:\.|%2e){1,2}$/i.test(part) || /%2f|%5c/i.test(part));
}

function noSuchPath(path: string): Refusal {
  return {
    status: 404,
    code: 'not_found',
    message: `there is nothing at ${JSON.stringify(path.slice(0, 200))}: paths begin with /v1/, or with a deployment's name and /v1/`,
  };
}

/** The refusal of a request whose body names no model, or one that no deployment serves. */
export function noSuchModel(model: string | undefined, targets: readonly Target[]): Refusal {
  const names = targets.flatMap(({ models }) => models).join(', ');
  if (model !== undefined)
    return {
      status: 404,
      code: 'model_not_found',
      param: 'model',
      message: `model ${JSON.stringify(model)} is not served here; there are ${names}`,
    };
  const paths = targets.map(({ name }) => `/${encodeURIComponent(name)}/v1`).join(', ');
  return {
    status: 400,
    code: 'model_unknown',
    param: 'model',
    message: `no model was found at the beginning of the body, so the proxy cannot tell which deployment you mean: send "model" before the messages in uncompressed JSON, or choose by the base URL: ${paths}`,
  };
}

/** What keys and tokens of Exoscale, OpenAI and Hugging Face look like, and JSON Web Tokens. */
const LOOKS_SECRET = /(?<![\w.-])(?:sk-|hf_|EXO|eyJ)[\w.-]{8,}/g;

/**
 * A path as it may be logged: without the query, the known secrets and whatever looks like a secret, because a client
 * may have its key in its base URL.
 */
export function shownPath(target: string, secrets: readonly (string | undefined)[]): string {
  const [path = ''] = target.split('?');
  const redactor = new Redactor();
  for (const secret of secrets) redactor.learn(secret);
  return redactor.text(path).replace(LOOKS_SECRET, MASK).slice(0, 200);
}
