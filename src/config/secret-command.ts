import { formatDuration } from '../domain/duration.js';
import { commandLine } from '../domain/shell-words.js';
import { errorCode, systemProblem } from '../domain/system-error.js';
import { ExoError } from '../errors.js';

/** How long a secretCommand may take unless told otherwise: enough to type a passphrase or touch a key. */
const SECRET_COMMAND_TIMEOUT_MS = 30_000;

/** After the program's own end, in ms: what it printed is read by then, unless a child of it holds the pipe open. */
const DRAIN_MS = 50;

/** No secret is longer; whoever prints more has named the wrong program. */
const MOST_CHARACTERS = 64 * 1024;

/** What to try where it did not run. */
const AS_IT_STANDS =
  'it is run as it stands, without a shell: a program on the PATH or a path in full, without ~ and $VARIABLES';

export interface SecretCommandOptions {
  /** Whose command it is, for messages: `account prod in …`. */
  from: string;
  /** The name of that account, whichever is the default. */
  account: string;
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Lets the command read standard input, to ask for a passphrase. Its standard error is always passed on. */
  interactive?: boolean | undefined;
}

/**
 * Runs a secretCommand, program and arguments as they stand, without a shell, and answers what it printed without
 * the trailing line feeds. The program's own end counts: an agent that it leaves behind may keep its output open.
 * @throws {ExoError} of kind `credentials` when it cannot be run, fails, prints nothing or far too much, or passes
 *   the deadline, upon which it is killed; never with anything it printed. The signal's reason when aborted.
 */
export async function runSecretCommand(
  command: readonly string[],
  options: SecretCommandOptions,
): Promise<string> {
  const { timeoutMs = SECRET_COMMAND_TIMEOUT_MS, signal, interactive = false } = options;
  signal?.throwIfAborted();
  const [program = '', ...args] = command;
  // The arguments stay out of messages: somebody passes a token there.
  const byHand = `run it by hand to see more; it stands in: ${commandLine('config show', [options.account])}`;
  const failed = (what: string, hint = byHand) =>
    new ExoError('credentials', `secretCommand of ${options.from}: ${program || '""'} ${what}`, {
      code: 'secret-command-failed',
      hint,
    });
  const [{ spawn }, { existsSync }] = await Promise.all([import('node:child_process'), import('node:fs')]);
  const notFound = () =>
    program.includes('/') && existsSync(program)
      ? failed('is a script whose first line (#!) names a program that was not found')
      : failed('was not found', AS_IT_STANDS);

  return new Promise((resolve, reject) => {
    const child = (() => {
      try {
        return spawn(program, args, { stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'] });
      } catch {
        // Synchronous refusals, such as an empty name or a NUL character, quote the arguments.
        return undefined;
      }
    })();
    if (child === undefined) return reject(failed('cannot be run'));

    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      // A child of the program can hold the pipe open for ever: it may not keep this process alive.
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
        errorCode(error) === 'ENOENT'
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
    // A turn of the event loop after the pause: on a busy machine the pause can be over before anything was read.
    child.on('exit', (code, killedBy) => setTimeout(() => setImmediate(finish, code, killedBy), DRAIN_MS));
  });
}
