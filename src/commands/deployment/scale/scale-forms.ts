import type { Deps } from '../../../deps.js';
import type { Raw } from '../../../program/spec.js';

/** `deployment scale` in its forms: `NAME SIZE` of one, `NAME=SIZE …` and `--all SIZE` of many. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { run: scale } = isMany(raw) ? await import('./scale-many.js') : await import('./scale.js');
  await scale(deps, raw);
}

/** A name may have `=` in it: `NAME SIZE` is meant wherever it can be. */
function isMany(raw: Raw): boolean {
  const { NAME: name, SIZE: size } = raw;
  if (raw['--all'] !== undefined || raw['NAME=SIZE'] !== undefined) return true;
  const hasSize = typeof name === 'string' && name.includes('=');
  if (typeof size !== 'string') return hasSize;
  return size.includes('=') || (hasSize && !/^\d+$/.test(size));
}
