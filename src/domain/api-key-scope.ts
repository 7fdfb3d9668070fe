import type { ApiKey } from '../schemas/api-key.js';

/**
 * The fields that say what a key opens. An answer has either `scope`, or lists of what it opens with flags for all of
 * it.
 */
export type Opens = Pick<
  ApiKey,
  'scope' | 'models' | 'deployments' | 'all-models' | 'all_models' | 'all-deployments' | 'all_deployments'
>;

const opensAll = (key: Opens) => ({
  models: key['all-models'] ?? key.all_models,
  deployments: key['all-deployments'] ?? key.all_deployments,
});

/**
 * What a key opens, in words: `public`, a deployment's ID, or `all models; deployments a, b`; empty if the answer does
 * not say.
 */
export function describeScope(key: Opens): string {
  if (key.scope !== undefined) return key.scope;
  const all = opensAll(key);
  return [part('models', all.models, key.models), part('deployments', all.deployments, key.deployments)]
    .filter(Boolean)
    .join('; ');
}

function part(noun: string, all: boolean | undefined, names: readonly string[] | undefined): string {
  if (all) return `all ${noun}`;
  return names && names.length > 0 ? `${noun} ${names.join(', ')}` : '';
}

/**
 * Does a key have exactly this scope? undefined if its answer does not say: one without `scope` can only show the scope
 * of a single deployment, and not what became of `public`.
 * @param scope `public` or a deployment's ID
 */
export function hasScope(key: Opens, scope: string): boolean | undefined {
  const wanted = scope.toLowerCase();
  if (key.scope !== undefined) return key.scope.toLowerCase() === wanted;
  const { deployments, models } = key;
  if (wanted === 'public' || deployments === undefined) return undefined;
  const all = opensAll(key);
  const opensMore = all.deployments === true || all.models === true || (models?.length ?? 0) > 0;
  return !opensMore && deployments.length === 1 && deployments[0]?.toLowerCase() === wanted;
}
