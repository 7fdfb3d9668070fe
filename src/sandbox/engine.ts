import type { EngineParameter } from '../schemas/deployment.js';
import { engineHelp } from './engine-catalogue.js';
import { badRequest } from './problem.js';

/**
 * Checks the engine's arguments (`--max-model-len=8192`, or name and value as two) against the version's list.
 * @throws Problem 400 with every objection
 */
export function checkEngineParameters(parameters: readonly string[], version: string): void {
  const allowed = engineHelp(version);
  const errors: string[] = [];
  let current: EngineParameter | undefined;
  const isValue = (text: string) => current !== undefined && !text.startsWith('--');
  for (const text of parameters) {
    if (isValue(text)) {
      errors.push(...objectionToValue(current, text));
      current = undefined;
      continue;
    }
    const [, flag = text, value] = /^(--[^=]+)(?:=(.*))?$/s.exec(text) ?? [];
    const found = allowed.find(({ flags }) => flags?.includes(flag));
    if (!found) {
      errors.push(`Parameter '${flag.replace(/^-+/, '')}' is not allowed for vLLM ${version}`);
      // Its value, if one follows, is no second mistake.
      current = value === undefined && flag.startsWith('--') ? {} : undefined;
    } else if (value === undefined) {
      current = found.type === 'boolean' ? undefined : found;
    } else {
      errors.push(...objectionToValue(found, value));
      current = undefined;
    }
  }
  if (errors.length > 0) throw badRequest('One or more vLLM parameters are invalid.', errors);
}

function objectionToValue(parameter: EngineParameter | undefined, value: string): string[] {
  const allowed = parameter?.['allowed-values'];
  if (!allowed || allowed.includes(value)) return [];
  return [`Parameter '${parameter.name}' must be one of ${allowed.join(', ')}, not '${value}'`];
}
