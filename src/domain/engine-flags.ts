import type { Deployment, EngineParameter } from '../schemas/deployment.js';

/** A name as the engine compares it, for which hyphens and underscores are the same. */
const bare = (flag: string) => flag.replaceAll('_', '-');

/**
 * The option that a flag sets. The flag may switch it off (`--no-…`) or set a key inside it
 * (`--hf-overrides.rope.type`).
 */
const optionOf = (flag: string) =>
  bare(flag)
    .replace(/^--no-/, '--')
    .replace(/\..*$/s, '');

/**
 * The options among engine parameters that are not in the service's list for a version. Only `--name` and
 * `--name=value` are checked; any other word may be the value of the option before it.
 * @param parameters as they are sent, `--max-model-len=4096`
 * @param allowed the answer of `get-inference-engine-help`; if it names no flag at all, no parameter counts as unknown
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
 * Sets engine parameters: one that is present keeps its place, a new one goes to the end, and all others stay as they
 * are. `--a=1` and `--a 1` are the same, and so are hyphens and underscores in a name.
 * @param values by flag, as `--max-model-len`; an empty value stands for a switch
 */
export function withParameters(
  parameters: readonly string[],
  values: Readonly<Record<string, string>>,
): string[] {
  const missing = new Map(Object.entries(values).map(([flag, value]) => [bare(flag), { flag, value }]));
  const toText = ({ flag, value }: { flag: string; value: string }) =>
    value === '' ? flag : `${flag}=${value}`;
  const result: string[] = [];
  for (let at = 0; at < parameters.length; at++) {
    const parameter = parameters[at] ?? '';
    const [, name = '', inline] = /^(--[^=]+)(=.*)?$/s.exec(parameter) ?? [];
    const setting = missing.get(bare(name));
    if (!setting) {
      result.push(parameter);
      continue;
    }
    missing.delete(bare(name));
    result.push(toText(setting));
    // The old value is a word of its own, which is dropped too.
    const next = parameters[at + 1];
    if (inline === undefined && next !== undefined && !next.startsWith('--')) at++;
  }
  return [...result, ...[...missing.values()].map(toText)];
}

/** The value of a flag, written as one word or as two; '' for a switch, undefined if the flag is absent. */
export function parameterValue(parameters: readonly string[], flag: string): string | undefined {
  const values = parameterValues(parameters, flag);
  return values && (values[0] ?? '');
}

/**
 * All values of a flag that takes several: the words up to the next flag. If the flag is repeated, the last one counts.
 */
function parameterValues(parameters: readonly string[], flag: string): string[] | undefined {
  const at = parameters.findLastIndex((word) => bare(word.replace(/=.*$/s, '')) === bare(flag));
  const word = parameters[at];
  if (word === undefined) return undefined;
  const after = parameters.slice(at + 1);
  const end = after.findIndex((next) => next.startsWith('--'));
  const inline = word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : [];
  return [...inline, ...(end < 0 ? after : after.slice(0, end))];
}

/** The names under which the engine serves its model: those of --served-model-name, else the model's own. */
export function servedNames({ model, 'inference-engine-parameters': parameters = [] }: Deployment): string[] {
  return parameterValues(parameters, '--served-model-name') ?? (model.name === undefined ? [] : [model.name]);
}
