import type { Deps } from '../../deps.js';
import { describeScope } from '../../domain/api-key-scope.js';
import { isId } from '../../domain/id.js';
import { ExoError, failureOf } from '../../errors.js';
import { API_KEY_NAME, type ApiKey } from '../../schemas/api-key.js';
import { DEPLOYMENTS } from '../deployment/find.js';
import { find } from '../lib/find.js';
import { readBy } from '../lib/parse-input.js';

const MAX_NAME = 50;

/** A name the service accepts (`create-ai-api-key-request`). */
export const apiKeyName = readBy(
  (text) => (text.length <= MAX_NAME && API_KEY_NAME.test(text) ? text : undefined),
  `be 1–${MAX_NAME} letters, digits, spaces and _'()-, the first and last a letter or digit`,
);

/** The scope that covers every deployment. */
const EVERY_DEPLOYMENT = 'public';

/**
 * A scope in the form of the API: `public`, or the ID of the named deployment.
 * @throws ExoError not-found; conflict if several deployments have the name
 */
export async function scopeOf(deps: Deps, given: string): Promise<string> {
  if (given === EVERY_DEPLOYMENT) return given;
  if (isId(given)) return given.toLowerCase();
  try {
    return (await find(deps, DEPLOYMENTS, given, { change: true })).id;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== 'not-found') throw failure;
    throw failure.retold({ hint: [failure.hint, `for every deployment, give --scope ${EVERY_DEPLOYMENT}`] });
  }
}

/** The error for the name of an existing key. Whether the service allows two of a name is not known, nor useful. */
export function nameTaken(key: ApiKey, differs = ''): ExoError {
  return new ExoError('conflict', `API key ${key.name} already exists${differs}; nothing was sent`, {
    code: 'already-exists',
    hint: `see it with: exo-di api-key show ${key.id}`,
    details: { id: key.id, scope: describeScope(key) },
  });
}
