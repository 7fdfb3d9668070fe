import { homedir } from 'node:os';
import { systemClock } from './clock.js';
import { answer, unquoted } from './completion/answer.js';
import { fileCache } from './completion/cache.js';
import { liveNames } from './completion/live.js';

/** Milliseconds since the process began after which TAB is answered with what there is. */
const DEADLINE_MS = 230;
/** The same where nobody waits: names that came too late are kept for the next TAB. */
const BACKGROUND_MS = 10_000;

/**
 * `exo-di complete [--raw] -- WORDS…`, what the shells' scripts call: no commander, no signal handlers, nothing on
 * stderr, exit code 0. `--raw` words are as they were typed, quotes included; `--refresh` prints nothing.
 */
export async function launchCompletion(argv: readonly string[]): Promise<never> {
  const [mode] = argv;
  const given = argv.slice(argv.indexOf('--') + 1);
  const background = mode === '--refresh';
  const words = mode === '--raw' ? given.map(unquoted) : given;
  const text = await answer(words, namesInTime(words, background));
  if (!background) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
  process.exit(0);
}

function namesInTime(words: readonly string[], background: boolean) {
  const deadline = new AbortController();
  const leftMs = (background ? BACKGROUND_MS : DEADLINE_MS) - performance.now();
  setTimeout(() => deadline.abort(), Math.max(0, leftMs));
  const home = homeOrNone();
  const { EXOSCALE_TRACE: _, ...env } = process.env;
  const nowhere = { write: () => {}, on: () => {} };
  return liveNames({
    host: {
      stdin: () => process.stdin,
      stdout: nowhere,
      stderr: () => nowhere,
      env,
      platform: process.platform,
      home,
      cwd: () => process.cwd(),
      clock: systemClock,
      random: Math.random,
      signal: deadline.signal,
    },
    cache: fileCache({ env, platform: process.platform, home, now: systemClock.now }),
    tooSlow: background ? async () => {} : () => refresh(words),
  });
}

/** Fetches what was too slow in a process of its own, which holds up no shell. */
async function refresh(words: readonly string[]): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [, launcher] = process.argv;
  if (!launcher) return;
  const child = spawn(process.execPath, [launcher, 'complete', '--refresh', '--', ...words], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.on('error', () => {});
  child.unref();
}

function homeOrNone(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}
