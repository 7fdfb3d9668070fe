import { Readable } from 'node:stream';
import { systemClock } from './clock.js';
import type { Deps } from './deps.js';
import { ExoError } from './errors.js';
import { main } from './main.js';

/**
 * Runs a command line within another, with an environment of its own, as `sandbox demo` does. What it prints on
 * either stream goes to stdout, in order and drawn for the terminal that is there; nothing is animated.
 * @throws ExoError when it ends with another code than 0; what it had to say has been printed. The signal's reason
 */
export async function runNested(
  deps: Deps,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  // What is begun here ends with what serves it: it does not go on, and is not to be taken up again.
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
    // No configuration file of this machine has a say.
    files: { stat: async () => undefined, readFile: async () => '' },
    // What is served within this run ends with it.
    creations: { find: () => undefined, write: () => undefined, strike: () => {} },
    locks: { take: async () => ({ kind: 'taken', release: async () => {} }), releaseAll: () => {} },
    clock: systemClock,
    random: deps.random,
    signal: deps.signal,
  });
  deps.signal.throwIfAborted();
  if (code !== 0) throw new ExoError('unexpected', `exo-di ${argv.join(' ')} ended with ${code}`);
}

/** The variables that decide on colours and drawings. Without TERM nothing is repainted. */
function looksOf({ NO_COLOR, FORCE_COLOR, COLORTERM, LC_ALL, LC_CTYPE, LANG }: Deps['env']): Deps['env'] {
  return { NO_COLOR, FORCE_COLOR, COLORTERM, LC_ALL, LC_CTYPE, LANG };
}
