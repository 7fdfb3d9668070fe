import type { EngineParameter } from '../schemas/deployment.js';

/**
 * How vLLM compares names of its options: with hyphens for underscores, and without what is inside an option
 * (`--hf-overrides.rope.type`) or denies it (`--no-…`).
 */
const bare = (flag: string) =>
  flag
    .replaceAll('_', '-')
    .replace(/^--no-/, '--')
    .replace(/\..*$/s, '');

/**
 * The options among engine parameters that the service's list for a version does not have. Only what is surely an
 * option is looked at: `--name` or `--name=value`; whatever stands alone may be the value of the one before it.
 * @param parameters as they are sent, `--max-model-len=4096` @param allowed `get-inference-engine-help`; where it names
 *   no flag at all nothing can be said
 */
export function unknownFlags(
  parameters: readonly string[],
  allowed: readonly EngineParameter[],
): { flag: string; known: string[] }[] {
  const known = allowed.flatMap(({ flags = [] }) => flags);
  const names = new Set(known.map(bare));
  if (names.size === 0) return [];
  return parameters.flatMap((parameter) => {
    const [, flag] = /^(--[A-Za-z][\w.-]*)(?:=|$)/.exec(parameter) ?? [];
    return flag === undefined || names.has(bare(flag)) ? [] : [{ flag, known }];
  });
}
