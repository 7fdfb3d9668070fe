import { formatDuration } from '../domain/duration.js';
import { commandLine } from '../domain/shell-words.js';
import { errorCode, systemProblem } from '../domain/system-error.js';
import { ExoError } from '../errors.js';

/** How long a secretCommand may take if nothing else is set: enough to type a passphrase or touch a key. */
const SECRET_COMMAND_TIMEOUT_MS = 30_000;

/**
 * How long the output is still read after the program has ended, in ms: what it printed is read by then. A child of the
 * program may hold the pipe open for longer.
 */
const DRAIN_MS = 50;

/** No secret is longer than this. If a program prints more, the wrong program was named. */
const MOST_CHARACTERS = 64 * 1024;

/** The hint for a command that could not be started. */
const AS_IT_STANDS =
  'it is run without a shell: name a program on the PATH, or a full path without ~ and $VARIABLES';

/** The hint for a command that is a single text with blanks. */
const WORD_BY_WORD =
  'it is run without a shell, so nothing splits it into words: write each word by itself, as in secretCommand = ["pass", "show", "exoscale"]';

export interface SecretCommandOptions {
  /** The account that has the command, for messages: `account prod in …`. */
  from: string;
  /** The name of this account, for the hint; it need not be the default. */
  account: string;
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Lets the command read standard input, to ask for a passphrase. Its standard error is always passed on. */
  interactive?: boolean | undefined;
}

/**
 * Runs a secretCommand without a shell, program and arguments as they are, and returns what it printed without the line
 * feeds at the end. Only the end of the program itself is waited for: an agent that it starts may keep its output open.
 * @throws {ExoError} of kind `credentials` if the command cannot be run, fails, prints nothing or far too much, or
 * exceeds the time limit and is killed; never with anything it printed. The signal's reason when aborted.
 */
export async function runSecretCommand(
  command: readonly string[],
  options: SecretCommandOptions,
): Promise<string> {
  const { timeoutMs = SECRET_COMMAND_TIMEOUT_MS, signal, interactive = false } = options;
  signal?.throwIfAborted();
  const [program = '', ...args] = command;
  // Messages leave out the arguments, also those of a command that is a single text: they may hold a token.
  const [first = '', ...others] = program.split(' ');
  const shown = others.length > 0 ? `${first} …` : first || '""';
  const byHand = `to see more, run it by hand; see the command with: ${commandLine('config show', [options.account])}`;
  const failed = (what: string, hint = byHand) =>
    new ExoError('credentials', `secretCommand of ${options.from}: ${shown} ${what}`, {
      code: 'secret-command-failed',
      hint,
    });
  const [{ spawn }, { existsSync }, { delimiter, join }] = await Promise.all([
    import('node:child_process'),
    import('node:fs'),
    import('node:path'),
  ]);
  const notFound = () =>
    program.includes('/') && existsSync(program)
      ? failed('is a script whose first line (#!) names a program that was not found')
      : failed('was not found', others.length > 0 ? WORD_BY_WORD : AS_IT_STANDS);
  const isOnPath = () =>
    (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
  // If a folder on the PATH may not be read, a program that is in none of them is reported as denied.
  const isMissing = (code: string | undefined) =>
    code === 'ENOENT' || (code === 'EACCES' && !program.includes('/') && !isOnPath());

  return new Promise((resolve, reject) => {
    const child = (() => {
      try {
        return spawn(program, args, { stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'] });
      } catch {
        // The messages of synchronous errors, as for an empty name or a NUL character, quote the arguments.
        return undefined;
      }
    })();
    if (child === undefined) return reject(failed('cannot be run'));

    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      // A child of the program can hold the pipe open for ever. It must not keep this process alive.
      child.stdout.destroy();
      child.unref();
    };
    const end = (error: unknown) => {
      settle();
      child.kill('SIGKILL');
      reject(error);
    };
    const abort = () => end(signal?.reason);
    const timer = setTimeout(() => end(failed(`took longer than ${formatDuration(timeoutMs)}`)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });

    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      printed += piece;
      if (printed.length > MOST_CHARACTERS) end(failed('printed far more than a secret'));
    });
    child.on('error', (error) =>
      end(
        isMissing(errorCode(error))
          ? notFound()
          : failed(`cannot be run: ${systemProblem(error)}`, AS_IT_STANDS),
      ),
    );
    const finish = (code: number | null, killedBy: string | null) => {
      const secret = printed.replace(/[\r\n]+$/, '');
      if (code !== 0)
        return end(failed(code === null ? `was ended by ${killedBy}` : `failed with exit code ${code}`));
      if (secret === '') return end(failed('printed nothing'));
      settle();
      resolve(secret);
    };
    child.on('close', finish);
    // After the pause the event loop turns once more: on a busy machine the pause can end before anything was read.
    child.on('exit', (code, killedBy) => setTimeout(() => setImmediate(finish, code, killedBy), DRAIN_MS));
  });
}
