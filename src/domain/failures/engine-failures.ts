import type { EngineFailure } from './engine-failure.js';
import { LAST } from './failures-last.js';
import { MACHINES } from './failures-of-machines.js';
import { MEMORY } from './failures-of-memory.js';
import { MODELS } from './failures-of-models.js';
import { SETTINGS } from './failures-of-settings.js';

/*
 * One row a kind and wording, the more specific before the more general. Patterns are of several versions of vLLM,
 * PyTorch and transformers: what is printed around them changes, the sentence itself seldom does.
 */
export const ENGINE_FAILURES: readonly EngineFailure[] = [
  ...[...SETTINGS, ...MEMORY, ...MODELS].map((failure) => ({ ...failure, isOfStart: true as const })),
  ...MACHINES,
  ...LAST,
];
