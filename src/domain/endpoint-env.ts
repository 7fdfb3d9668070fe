import type { EnvShell } from './choices.js';
import { quoteForPowershell, quoteWord } from './shell-words.js';

/** What a client of an OpenAI-compatible endpoint needs; no value has a control character. */
export interface EndpointEnv {
  baseUrl: string;
  apiKey: string;
  model: string;
}

/**
 * The lines that set `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` in a shell or file, quoted so that each
 * value stays one value. The lines for GitHub are shell commands too, and the first one masks the key before it is
 * written anywhere.
 * @throws {RangeError} with a sentence if a dotenv file cannot hold a value
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
  // In fish's single quotes a backslash escapes itself and the quote; nothing else is special.
  fish: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
  powershell: (name, value) => `$env:${name} = ${quoteForPowershell(value)}`,
  dotenv: (name, value) => `${name}=${inDotenv(name, value)}`,
  github: (name, value) => `printf '%s\\n' ${quoteWord(`${name}=${value}`)} >> "$GITHUB_ENV"`,
};

/** GitHub's runner decodes percent escapes in the value of a workflow command, so percent signs are escaped. */
const masked = (value: string) => value.replaceAll('%', '%25');

/**
 * A value for a dotenv file. There is no standard for these files and some readers know no quotes, so a value is quoted
 * only if it must be. Single quotes are preferred, because nothing is expanded inside them.
 */
function inDotenv(name: string, value: string): string {
  if (/^[\w\-./:@%+,=]+$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  if (!/["$\\`]/.test(value)) return `"${value}"`;
  throw new RangeError(`${name} has quotes and signs in it that readers of dotenv files take differently`);
}
