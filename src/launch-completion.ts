import { setMaxListeners } from 'node:events';
import { systemClock } from './clock.js';
import { answer, unquoted, type Written } from './completion/answer-tab.js';
import { bashInsertion, joinedAtBreaks } from './completion/bash.js';
import type { Names } from './completion/complete.js';
import { homeFolder } from './home.js';
import { fdStream } from './io/fd-stream.js';
import type { Program } from './io/machine.js';
import { TREE } from './tree.js';

/** After this time since the process began, in ms, TAB is answered with the names known so far. */
const DEADLINE_MS = 230;
/** The same in the background, where nobody waits: names that come too late for this TAB are kept for the next one. */
const BACKGROUND_MS = 10_000;

/**
 * `exo-di complete [--raw | --bash BREAKS | --powershell | --refresh] -- WORDS…`, which the shells' scripts call. It
 * uses no commander and no signal handlers, writes nothing to stderr, and ends with exit code 0.
 * - `--raw`: the words are as they were typed, with their quotes
 * - `--bash`: likewise, but split at the characters of COMP_WORDBREAKS; the printed candidates are ready to be inserted
 * - `--powershell`: likewise, and each word begins with `=`
 * - `--refresh`: fetches names into the cache and prints nothing
 */
export async function launchCompletion(argv: readonly string[], program: Program): Promise<never> {
  const [mode, breaks = ''] = argv;
  const given = argv.slice(argv.indexOf('--') + 1);
  const background = mode === '--refresh';
  const { words, written } = await understood(mode, given, breaks);
  const text = await answer(words, TREE, namesInTime(words, background, program), written);
  if (!background) {
    const stdout = fdStream(1, () => process.stdout);
    stdout.write(text);
    await stdout.flushed();
  }
  process.exit(0);
}

/** The words from the shell as the parser would get them, and how a candidate has to be written for that shell. */
async function understood(
  mode: string | undefined,
  given: readonly string[],
  breaks: string,
): Promise<{ words: readonly string[]; written?: Written }> {
  switch (mode) {
    case '--raw':
      return { words: given.map(unquoted) };
    case '--bash': {
      const typed = joinedAtBreaks(given, breaks);
      return { words: typed.map(unquoted), written: bashInsertion(typed.at(-1) ?? '', breaks) };
    }
    case '--powershell': {
      const { powershellInsertion, powershellWords } = await import('./completion/powershell.js');
      const words = powershellWords(given);
      return { words, written: powershellInsertion(words.at(-1) ?? '') };
    }
    default:
      return { words: given };
  }
}

/** Names, as far as they are known by the deadline. Their modules are loaded on demand: most TABs need no names. */
function namesInTime(words: readonly string[], background: boolean, program: Program): Names {
  const deadline = new AbortController();
  // Every open request listens to the signal, and Node would warn of a leak above ten listeners.
  setMaxListeners(0, deadline.signal);
  // Not performance.now(), because Node would load a module for it.
  const leftMs = (background ? BACKGROUND_MS : DEADLINE_MS) - process.uptime() * 1000;
  setTimeout(() => deadline.abort(), Math.max(0, leftMs));
  return async (kind, given) => {
    const [{ liveNames }, { fileCache }] = await Promise.all([
      import('./completion/live.js'),
      import('./completion/cache.js'),
    ]);
    const { EXOSCALE_TRACE: _, ...env } = process.env;
    const nowhere = { write: () => {}, on: () => {} };
    const surroundings = { env, platform: process.platform, home: homeFolder() };
    const names = liveNames({
      host: {
        ...surroundings,
        endsWithProcess: true,
        stdin: () => process.stdin,
        stdout: nowhere,
        stderr: () => nowhere,
        cwd: () => process.cwd(),
        clock: systemClock,
        random: Math.random,
        signal: deadline.signal,
      },
      cache: fileCache({ ...surroundings, now: systemClock.now }),
      tooSlow: background ? async () => {} : () => refresh(words, program),
    });
    return names(kind, given);
  };
}

/** Fetches names that were too slow in a process of its own, for which the shell does not wait. */
async function refresh(words: readonly string[], program: Program): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [executable, ...launcher] = program;
  const child = spawn(executable, [...launcher, 'complete', '--refresh', '--', ...words], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.on('error', () => {});
  child.unref();
}
