import type { ApiKey } from '../schemas/api-key.js';

/** What a key opens, in either shape of an answer: one `scope`, or lists of what it opens and whether it opens all. */
export type Opens = Pick<
  ApiKey,
  'scope' | 'models' | 'deployments' | 'all-models' | 'all_models' | 'all-deployments' | 'all_deployments'
>;

const opensAll = (key: Opens) => ({
  models: key['all-models'] ?? key.all_models,
  deployments: key['all-deployments'] ?? key.all_deployments,
});

/** What a key opens, in words: `public`, a deployment's ID, or `all models; deployments a, b`; empty where it is not told. */
export function describeScope(key: Opens): string {
  if (key.scope !== undefined) return key.scope;
  const all = opensAll(key);
  return [part('models', all.models, key.models), part('deployments', all.deployments, key.deployments)]
    .filter(Boolean)
    .join('; ');
}

function part(noun: string, all: boolean | undefined, some: readonly string[] | undefined): string {
  if (all) return `all ${noun}`;
  return some && some.length > 0 ? `${noun} ${some.join(', ')}` : '';
}

/**
 * Has a key exactly this scope? undefined: its answer is of the shape without a scope, and does not tell. One
 * deployment alone can be told there; what became of `public` is not known.
 * @param scope `public` or a deployment's ID
 */
export function hasScope(key: Opens, scope: string): boolean | undefined {
  const asked = scope.toLowerCase();
  if (key.scope !== undefined) return key.scope.toLowerCase() === asked;
  const { deployments, models } = key;
  if (asked === 'public' || deployments === undefined) return undefined;
  const all = opensAll(key);
  const opensMore = all.deployments === true || all.models === true || (models?.length ?? 0) > 0;
  return !opensMore && deployments.length === 1 && deployments[0]?.toLowerCase() === asked;
}
