import { joinWords, quoteWord } from '../../../domain/shell-words.js';
import { UsageError } from '../../../errors.js';
import { minuteField } from '../schedule-minutes.js';

/** A file that the user is to write; nothing here writes it. */
export interface InstallFile {
  path: string;
  text: string;
}

/** The job that runs `apply` again and again. */
export interface InstallInput {
  /** The program and the words before the command, as absolute paths: Node and the launcher, or the launcher alone. */
  command: readonly string[];
  /** Files of the desired state: absolute paths; for a workflow, relative to the repository. */
  files: readonly string[];
  /** A divisor of 60. */
  everyMinutes: number;
  /** Minutes of the hour at which something may change, see `minutesOfChange`: the job runs at them, too. */
  changes?: Iterable<number> | undefined;
  /** The account in exoscale.toml; if absent, the default one. */
  account?: string | undefined;
  /** The configuration file, if it is not the usual one; an absolute path. */
  config?: string | undefined;
  /** --timeout, as it was typed. */
  timeout?: string | undefined;
  /** --ping. */
  ping?: string | undefined;
  /** Variables that the command needs beside credentials. */
  environment?: Readonly<Record<string, string>> | undefined;
}

/** What the job is for, as the first line of every file that is printed. */
export const PURPOSE =
  'Brings the deployments into the state the file asks for. Runs that are missed do no harm: the next makes up for them.';

/**
 * The words of the command that runs again and again. It is quiet, so that only failures are reported, and does not
 * wait for its changes, so that a slow one does not hold up the next run.
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
  // In crontabs, units and workflows a line break cannot be quoted.
  const broken = [...words, ...Object.values(environment ?? {})].filter((word) =>
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(word),
  );
  if (broken.length > 0)
    throw new UsageError(
      broken.map((word) => `${JSON.stringify(word)} has control characters, which cannot be written there`),
    );
  return words;
}

/**
 * The path of a program, through the link that leads to its present version: Homebrew removes the folder of a version
 * when it installs the next one.
 */
const lasting = (path: string) => path.replace(/\/Cellar\/([^/]+)\/\d[^/]*\//, '/opt/$1/');

/**
 * Like `applyWords`, for cron and systemd, which run the command in another folder. @throws UsageError for a relative
 * path, too
 */
export function absoluteWords(input: InstallInput): string[] {
  const words = applyWords({ ...input, command: input.command.map(lasting) });
  const relative = [...input.command, ...input.files].filter((path) => !path.startsWith('/'));
  if (relative.length > 0)
    throw new UsageError(relative.map((path) => `${JSON.stringify(path)} is no absolute path`));
  return words;
}

/**
 * A command as it has to be written in a crontab. There, `%` ends the command, quoted or not, unless a backslash
 * precedes it. Debian's cron makes one backslash of two, other crons do not. So a backslash may precede neither another
 * one nor `%`: the shell's quotes are closed and opened again between them.
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
