import { joinWords, quoteWord } from '../../../domain/shell-words.js';
import { UsageError } from '../../../errors.js';
import { minuteField } from '../schedule-minutes.js';

/** A file to be written by the user; nothing here writes anything. */
export interface InstallFile {
  path: string;
  text: string;
}

/** The job that is to run `apply` again and again. */
export interface InstallInput {
  /** The program and the words before the command, as absolute paths: Node and the launcher, or the launcher alone. */
  command: readonly string[];
  /** Files of the desired state: absolute paths; for a workflow, relative to the repository. */
  files: readonly string[];
  /** A whole part of an hour. */
  everyMinutes: number;
  /** Minutes of the hour at which something may change, see `minutesOfChange`: it runs at them too. */
  changes?: Iterable<number> | undefined;
  /** The account in exoscale.toml; without it, the default one. */
  account?: string | undefined;
  /** The configuration file, where it is not the usual one; an absolute path. */
  config?: string | undefined;
  /** --timeout, as it was typed. */
  timeout?: string | undefined;
  /** --ping. */
  ping?: string | undefined;
  /** Variables that the command needs beside credentials. */
  environment?: Readonly<Record<string, string>> | undefined;
}

/** Why and how often, for the first lines of everything that is printed. */
export const PURPOSE =
  'Brings the deployments into the state the file asks for. Runs that are missed do no harm: the next makes up for them.';

/**
 * The words of the command that is to be run again and again: quiet, so that only failures are heard of, and without
 * waiting for what it has begun, so that one slow change does not hold up the next run.
 * @throws UsageError for control characters
 */
export function applyWords(input: InstallInput): string[] {
  const { command, files, account, config, timeout, ping, environment } = input;
  const words = [
    ...command,
    'apply',
    ...files.flatMap((file) => ['-f', file]),
    ...(config === undefined ? [] : ['-C', config]),
    ...(account === undefined ? [] : ['-A', account]),
    ...(timeout === undefined ? [] : ['--timeout', timeout]),
    ...(ping === undefined ? [] : ['--ping', ping]),
    '--no-wait',
    '-Q',
  ];
  // No quoting of crontabs, units or workflows survives a line break.
  const broken = [...words, ...Object.values(environment ?? {})].filter((word) =>
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(word),
  );
  if (broken.length > 0)
    throw new UsageError(
      broken.map((word) => `${JSON.stringify(word)} has control characters, which cannot be written there`),
    );
  return words;
}

/** The same for cron and systemd, which run it somewhere else. @throws UsageError when a path is relative, too */
export function absoluteWords(input: InstallInput): string[] {
  const words = applyWords(input);
  const relative = [...input.command, ...input.files].filter((path) => !path.startsWith('/'));
  if (relative.length > 0)
    throw new UsageError(relative.map((path) => `${JSON.stringify(path)} is no absolute path`));
  return words;
}

/**
 * A command as a crontab has to have it. `%` ends the command there, quoted or not, unless a backslash stands before it.
 * Debian's cron makes one of two backslashes, other crons do not: so none may stand before a second one or before `%`,
 * and the shell's quotes are closed and opened between them.
 */
function forCrontab(command: string): string {
  return command.replaceAll(/\\(?=[\\%])/g, "\\''").replaceAll('%', '\\%');
}

/**
 * The lines for `crontab -e`.
 * @throws UsageError see `absoluteWords`
 */
export function crontabLines(input: InstallInput): string {
  const words = absoluteWords(input);
  const variables = Object.entries(input.environment ?? {}).map(
    ([name, value]) => `${name}=${quoteWord(value)}`,
  );
  const command = forCrontab([...variables, joinWords(words)].join(' '));
  return [
    `# ${PURPOSE}`,
    `# Credentials are read from ${input.config ?? 'exoscale.toml in the home folder of the user whose crontab this is'}.`,
    `${minuteField(input.everyMinutes, input.changes)} * * * * ${command}`,
    '',
  ].join('\n');
}
