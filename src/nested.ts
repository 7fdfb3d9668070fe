import { Readable } from 'node:stream';
import { systemClock } from './clock.js';
import type { Deps } from './deps.js';
import { ExoError } from './errors.js';
import { main } from './main.js';

/**
 * Runs a command line within another, with an environment of its own, for `sandbox demo`. Both its streams go to
 * stdout, in order and laid out for the terminal there; nothing is animated.
 * @throws ExoError if its exit code is not 0 (its own error has been printed then); the signal's reason once aborted
 */
export async function runNested(
  deps: Deps,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  // After an interruption nothing more is printed: the command would say how to go on with what it has begun, but the
  // sandbox, and all that is in it, ends with this run.
  const write = (text: string) => {
    if (!deps.signal.aborted) deps.io.out(text);
  };
  const { terminal, width } = deps.io.stdout;
  const stream = { write, on: () => {}, isTTY: terminal, columns: width };
  const code = await main(argv, {
    stdin: () => Readable.from([]),
    stdout: stream,
    stderr: () => stream,
    env: { ...looksOf(deps.env), ...env },
    platform: 'linux',
    home: undefined,
    cwd: () => '/',
    // No configuration file of this machine is read.
    files: { stat: async () => undefined, readFile: async () => '' },
    // Nothing is recorded for later runs, because the sandbox ends with this one.
    creations: { find: () => undefined, all: () => [], write: () => undefined, strike: () => {} },
    locks: { take: async () => ({ kind: 'taken', release: async () => {} }), releaseAll: () => {} },
    clock: systemClock,
    random: deps.random,
    signal: deps.signal,
  });
  deps.signal.throwIfAborted();
  if (code !== 0) throw new ExoError('unexpected', `exo-di ${argv.join(' ')} ended with ${code}`);
}

/** The variables for colours and Unicode drawings. TERM is left out, so that nothing is repainted. */
function looksOf({ NO_COLOR, FORCE_COLOR, COLORTERM, LC_ALL, LC_CTYPE, LANG }: Deps['env']): Deps['env'] {
  return { NO_COLOR, FORCE_COLOR, COLORTERM, LC_ALL, LC_CTYPE, LANG };
}
