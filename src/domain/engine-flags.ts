import type { EngineParameter } from '../schemas/deployment.js';

/** A name as the engine compares it: hyphens and underscores are the same. */
const bare = (flag: string) => flag.replaceAll('_', '-');

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

/**
 * Parameters with some of them set to other values, in the place where they stood, others kept as they are. `--a=1` and
 * `--a 1` are the same, and so are hyphens and underscores in a name.
 * @param values by flag, as `--max-model-len`; an empty one is a switch
 */
export function withParameters(
  parameters: readonly string[],
  values: Readonly<Record<string, string>>,
): string[] {
  const left = new Map(Object.entries(values).map(([flag, value]) => [bare(flag), { flag, value }]));
  const written = ({ flag, value }: { flag: string; value: string }) =>
    value === '' ? flag : `${flag}=${value}`;
  const result: string[] = [];
  for (let at = 0; at < parameters.length; at++) {
    const parameter = parameters[at] ?? '';
    const [, name = '', inline] = /^(--[^=]+)(=.*)?$/s.exec(parameter) ?? [];
    const wanted = left.get(bare(name));
    if (!wanted) {
      result.push(parameter);
      continue;
    }
    left.delete(bare(name));
    result.push(written(wanted));
    // Its value stands behind it, as a word of its own.
    const next = parameters[at + 1];
    if (inline === undefined && next !== undefined && !next.startsWith('--')) at++;
  }
  return [...result, ...[...left.values()].map(written)];
}

/** The value of a flag, written in one word or in two; '' for a switch, undefined where it is not given. */
export function parameterValue(parameters: readonly string[], flag: string): string | undefined {
  const values = parameterValues(parameters, flag);
  return values && (values[0] ?? '');
}

/** All values of a flag that takes several, as words up to the next flag; of a flag that is repeated, the last counts. */
export function parameterValues(parameters: readonly string[], flag: string): string[] | undefined {
  const at = parameters.findLastIndex((word) => bare(word.replace(/=.*$/s, '')) === bare(flag));
  const word = parameters[at];
  if (word === undefined) return undefined;
  const after = parameters.slice(at + 1);
  const end = after.findIndex((next) => next.startsWith('--'));
  const inline = word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : [];
  return [...inline, ...(end < 0 ? after : after.slice(0, end))];
}
