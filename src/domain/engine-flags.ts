import type { EngineParameter } from '../schemas/deployment.js';
import { bare } from './engine-parameters.js';

/** The option that a flag is about: it may deny it (`--no-…`), or be inside it (`--hf-overrides.rope.type`). */
const optionOf = (flag: string) =>
  bare(flag)
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
  const names = new Set(known.map(optionOf));
  if (names.size === 0) return [];
  return parameters.flatMap((parameter) => {
    const [, flag] = /^(--[A-Za-z][\w.-]*)(?:=|$)/.exec(parameter) ?? [];
    return flag === undefined || names.has(optionOf(flag)) ? [] : [{ flag, known }];
  });
}
