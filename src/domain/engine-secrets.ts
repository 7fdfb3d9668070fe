import { joinParameters } from './engine-parameters.js';
import { MASK } from './mask.js';

/** Flags of engines whose value opens something: `--api-key`, `--hf-token`; not `--tokenizer`, and no `…-tokens`. */
const SECRET_FLAG = /^--?(?:\w+[-_])*(?:key|token|secret|password)$/i;

/** The same parameters with their secrets hidden, written as `--api-key=…` or in two words. A number is none. */
export function withoutSecrets(parameters: readonly string[]): string[] {
  return parameters.map((word, at) => {
    const [, flag = '', value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (value !== undefined) return SECRET_FLAG.test(flag) && isSecret(value) ? `${flag}=${MASK}` : word;
    return SECRET_FLAG.test(parameters[at - 1] ?? '') && !word.startsWith('--') && isSecret(word)
      ? MASK
      : word;
  });
}

/** One line of them for people to read: what is said goes into the logs of jobs. */
export function saidParameters(parameters: readonly string[]): string {
  return joinParameters(withoutSecrets(parameters));
}

const isSecret = (value: string) => value !== '' && !/^\d+$/.test(value);
