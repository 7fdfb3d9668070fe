import type { EnvShell } from './choices.js';
import { quoteForPowershell, quoteWord } from './shell-words.js';

/** How an OpenAI-compatible endpoint is reached; no value has a control character. */
export interface EndpointEnv {
  baseUrl: string;
  apiKey: string;
  model: string;
}

/**
 * `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` as a shell reads them, a line each; whatever a value holds, it
 * stays one value. For GitHub's runner it is text for `eval`, too: the key is masked before it is written anywhere.
 * @throws {RangeError} with a sentence where a dotenv file cannot hold a value
 */
export function endpointEnv(shell: EnvShell, { baseUrl, apiKey, model }: EndpointEnv): string {
  const variables: [string, string][] = [
    ['OPENAI_BASE_URL', baseUrl],
    ['OPENAI_API_KEY', apiKey],
    ['OPENAI_MODEL', model],
  ];
  const lines = variables.map(([name, value]) => WRITERS[shell](name, value));
  const mask = shell === 'github' ? [`printf '%s\\n' ${quoteWord(`::add-mask::${masked(apiKey)}`)}`] : [];
  return [...mask, ...lines].map((line) => `${line}\n`).join('');
}

const WRITERS: Readonly<Record<EnvShell, (name: string, value: string) => string>> = {
  sh: (name, value) => `export ${name}=${quoteWord(value)}`,
  // In fish's single quotes a backslash escapes itself and the quote, and nothing else is special.
  fish: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
  powershell: (name, value) => `$env:${name} = ${quoteForPowershell(value)}`,
  dotenv: (name, value) => `${name}=${inDotenv(name, value)}`,
  github: (name, value) => `printf '%s\\n' ${quoteWord(`${name}=${value}`)} >> "$GITHUB_ENV"`,
};

/** The runner reads percent signs of a command's value as escapes. */
const masked = (value: string) => value.replaceAll('%', '%25');

/**
 * A value for a dotenv file, of which there is no standard: quotes stand only where they are needed, for not all readers know
 * them; single ones first, for nothing is expanded in them.
 */
function inDotenv(name: string, value: string): string {
  if (/^[\w\-./:@%+,=]+$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  if (!/["$\\`]/.test(value)) return `"${value}"`;
  throw new RangeError(`${name} has quotes and signs in it that readers of dotenv files take differently`);
}
