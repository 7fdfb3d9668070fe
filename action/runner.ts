import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/* What the runner of GitHub Actions and a step say to each other: variables, files, and lines of the log. */

export type Env = Readonly<Record<string, string | undefined>>;

/** An input of the action as it was given, without blanks around it; '' when it was not. */
export const input = (env: Env, name: string): string => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();

/**
 * Writes to one of the files that the runner reads when a step has ended: GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV. The
 * value may have lines; what ends it cannot be guessed by whoever has written it.
 * @throws Error where the runner has named no such file
 */
export function tell(
  env: Env,
  file: 'GITHUB_OUTPUT' | 'GITHUB_STATE' | 'GITHUB_ENV',
  name: string,
  value: string,
): void {
  const end = `exo-di-${randomUUID()}`;
  append(env, file, `${name}<<${end}\n${value}\n${end}\n`);
}

/** Appends to a file of the runner as it is: a line of GITHUB_PATH, a part of GITHUB_STEP_SUMMARY. */
export function append(env: Env, file: string, text: string): void {
  const path = env[file];
  if (!path) throw new Error(`${file} is not set: this runs in GitHub Actions`);
  appendFileSync(path, text);
}

/** A command to the runner, which is a line of the log. */
export function command(name: 'add-mask' | 'error' | 'warning' | 'notice', text: string): string {
  const data = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::${name}::${data}\n`;
}

/** The lines that keep a secret out of the log, each line of it on its own too, and without the blanks around it. */
export function masks(secret: string): string {
  const lines = [secret, ...secret.split(/\r?\n/)];
  const parts = new Set([...lines, ...lines.map((line) => line.trim())].filter((part) => part.trim() !== ''));
  return [...parts].map((part) => command('add-mask', part)).join('');
}

/** Lines in which nothing is a command to the runner, whoever has written them: names and logs are strangers' text. */
export function unheard(): { begin: string; end: string } {
  const token = randomUUID();
  return { begin: `::stop-commands::${token}\n`, end: `::${token}::\n` };
}
