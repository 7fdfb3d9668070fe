import { CommanderError } from 'commander';
import type { Globals } from './deps.js';
import { Ending, ExoError, UsageError } from './errors.js';
import { carrying, withCorrection } from './hints.js';
import { createDeps, type Host, type HostedDeps } from './host.js';
import { watchOutput } from './io/lost-output.js';
import { isTracing } from './network.js';
import { printError } from './print-error.js';
import { requireNoComment, requireUtf8 } from './program/argv.js';
import { readLine } from './program/line.js';
import type { Raw } from './program/spec.js';
import { UnknownCommand } from './program/usage-errors.js';
import { createProgram } from './program.js';
import { TREE } from './tree.js';

/** How long, in ms, an interrupted command may take to end with its own error, which says what goes on without it. */
const LAST_WORDS_MS = 500;

/**
 * Runs one command line and returns the exit code. Only here errors become exit codes and messages.
 * @param argv without node and script
 */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  let deps: HostedDeps | undefined;
  let endsItself = false;
  const io = () => deps?.io ?? createDeps(host, { quiet: false }).io;
  const program = createProgram({
    columns: host.stdout.columns ?? 80,
    print: (text) => io().out(text),
    run: async (spec, raw, globals) => {
      deps = createDeps(host, readGlobals(globals, raw), spec.onlyReads);
      endsItself = spec.endsItself === true;
      const command = await spec.load();
      try {
        await command(deps, raw);
      } catch (error) {
        throw error instanceof UsageError ? await withFlagProblems(error, deps.globals) : error;
      }
    },
  });
  const written = watchOutput(
    host.stdout,
    () => deps?.io.again,
    (again) =>
      io().warn(
        `the reader of the output went away before it had all of it; what it tells of has been done, see it with: ${again}`,
      ),
  );
  try {
    requireUtf8(argv);
    requireNoComment(argv);
    const run = program.parseAsync([...argv], { from: 'user' }).catch(passHelp);
    const exitCode = await Promise.race([run, interruption(host, () => endsItself)]).then(
      () => 0,
      exitCodeOfEnding,
    );
    await written();
    deps?.held.tell();
    return exitCode;
  } catch (error) {
    const failure = asExoError(await withSuggestion(error));
    // What was printed before the failure may be lost, too, and the failure may say that it was printed.
    await written().catch((lost: unknown) => {
      if (lost instanceof Error && failure.code !== 'output') io().warn(lost.message);
    });
    printError(failure, io(), {
      json: await wantsJson(argv, deps),
      warnings: deps?.held.drop() ?? [],
      trace: isTracing(host.env) ? error : undefined,
      hinting: (failed) =>
        withCorrection({ ...failed, hint: failed.hint && carrying(deps?.globals ?? {}, failed.hint) }, argv),
    });
    return failure.exitCode;
  } finally {
    deps?.close();
  }
}

/**
 * Adds the problems of --zone, --output-format and --timeout to those that a command has found in its own flags: it
 * checks those first, before the settings are read, and all problems are reported at once.
 */
async function withFlagProblems(error: UsageError, globals: Globals): Promise<UsageError> {
  const { zone, outputFormat, timeout } = globals;
  if (!zone && !outputFormat && !timeout) return error;
  const { checkOutputFormat, checkTimeout, checkZone } = await import('./config/check-values.js');
  const problems: string[] = [];
  const checks = [
    ['--zone', zone, checkZone],
    ['--output-format', outputFormat, checkOutputFormat],
    ['--timeout', timeout, checkTimeout],
  ] as const;
  for (const [flag, value, check] of checks)
    if (value && !error.message.includes(flag)) check({ value, from: `flag ${flag}` }, problems);
  return problems.length > 0 ? error.and(problems) : error;
}

/** Adds commands from elsewhere in the tree to the error for an unknown command; only then the whole tree is loaded. */
async function withSuggestion(error: unknown): Promise<unknown> {
  if (!(error instanceof UnknownCommand)) return error;
  return (await import('./program/suggest.js')).withCommandsElsewhere(error, TREE);
}

/** The exit code of a command that has ended as it should, although not with 0. @throws every other error */
function exitCodeOfEnding(error: unknown): number {
  if (error instanceof Ending) return error.exitCode;
  throw error;
}

/** Ignores the error with which commander ends parsing after it has printed help or the version. */
function passHelp(error: unknown): void {
  if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
}

/**
 * Rejects `LAST_WORDS_MS` after the signal.
 * @param isLeftToIt whether the command ends by itself, so that it may go on
 */
function interruption({ signal, clock }: Host, isLeftToIt: () => boolean): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        if (!isLeftToIt()) clock.sleep(LAST_WORDS_MS).then(() => reject(signal.reason), reject);
      },
      { once: true },
    );
  });
}

function asExoError(error: unknown): ExoError {
  if (error instanceof ExoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ExoError('unexpected', `this is a bug in exo-di: ${message.split('\n', 1)[0]}`, {
    hint: 'run it again with EXOSCALE_TRACE=1 to see where it happened',
    cause: error,
  });
}

function readGlobals(globals: Raw, raw: Raw): Globals {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    config: text(globals['--config']),
    useAccount: text(globals['--use-account']),
    outputFormat: text(globals['--output-format']),
    outputTemplate: text(globals['--output-template']),
    timeout: text(globals['--timeout']),
    zone: text(raw['--zone']),
    columns: text(raw['--columns']),
    sort: text(raw['--sort']),
    quiet: globals['--quiet'] === true,
  };
}

/** Is -O json meant? Without `deps` the command line could not be parsed, and is searched for the flag. */
async function wantsJson(argv: readonly string[], deps: HostedDeps | undefined): Promise<boolean> {
  if (deps) return deps.knownFormat() === 'json';
  return (await readLine(argv, TREE)).given.get('--output-format') === 'json';
}
