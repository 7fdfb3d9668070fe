import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RunningSandbox } from '../../src/sandbox/index.js';
import { ownFolder } from './folder.js';
import type { Outcome } from './run.js';

/** The built launcher, which the package installs as `exo-di`. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/exo-di.js', import.meta.url));

/**
 * Another program to test instead of the launcher, such as the standalone one; absolute, since tests change folders.
 */
export const OTHER = process.env.EXO_DI && resolve(process.env.EXO_DI);

/** The words that start the program. */
export const [EXECUTABLE, ...BEFORE]: readonly [string, ...string[]] = OTHER
  ? [OTHER]
  : [process.execPath, LAUNCHER];

/** Kills a command that hangs. */
const NOT_FOR_EVER = { timeout: 120_000, killSignal: 'SIGKILL' } as const;

/** The only environment of this machine that a launcher gets. */
export const MACHINE_ENV = {
  PATH: process.env.PATH ?? '',
  XDG_CACHE_HOME: process.env.EXO_DI_TEST_CACHE ?? '',
  EXO_DI_PRICES: 'off',
};

/** The environment of a shell with the `export` lines of `sandbox start`, without this machine's own settings. */
export function sandboxEnv(running: Service): Record<string, string> {
  return {
    ...MACHINE_ENV,
    EXOSCALE_API_ENDPOINT: running.endpoint,
    EXOSCALE_API_KEY: running.key,
    EXOSCALE_API_SECRET: running.secret,
  };
}

/** What a command needs to know of the service. */
export type Service = Pick<RunningSandbox, 'endpoint' | 'key' | 'secret'>;

export interface LaunchOptions {
  env?: Record<string, string>;
  stdin?: string | Buffer;
  cwd?: string;
  /** `full`: stdout goes to a full disk instead of a pipe. `unread`: it goes to a pipe that nobody reads. */
  stdout?: 'full' | 'unread';
}

/** A running launcher. */
export interface Launched {
  /** How the launcher ended. If a signal ended it, the code is 128 + the signal's number, as in a shell. */
  outcome: Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the matching text once the pattern matches stderr; rejects if the launcher ends before. */
  says(pattern: RegExp): Promise<string>;
  /** The same for stdout. */
  prints(pattern: RegExp): Promise<string>;
  /** Reads a little of stdout and closes it, as `head -1` does. */
  closeOutput(): Promise<void>;
}

/** Starts the built launcher in a process of its own, with pipes instead of a terminal. */
export function start(
  argv: readonly string[],
  running: Service | undefined,
  options: LaunchOptions = {},
): Launched {
  // Each command gets a home of its own, so that it finds no creation records of others unless a test wants that.
  const env = { HOME: ownFolder(), ...(running ? sandboxEnv(running) : MACHINE_ENV), ...options.env };
  const child = spawn(EXECUTABLE, [...BEFORE, ...argv], {
    env,
    cwd: options.cwd,
    stdio: ['pipe', options.stdout === 'full' ? openSync('/dev/full', 'w') : 'pipe', 'pipe'],
    ...NOT_FOR_EVER,
  });
  if (options.stdout === 'unread') child.stdout?.destroy();
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.on('error', () => {}).end(options.stdin ?? '');
  return {
    outcome: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve({ code: code ?? (signal ? 128 + constants.signals[signal] : -1), stdout, stderr });
      });
    }),
    kill: (signal) => child.kill(signal),
    says: (pattern) => matched(child, child.stderr, () => stderr, pattern),
    prints: (pattern) => matched(child, child.stdout, () => stdout, pattern),
    closeOutput: () =>
      new Promise((resolve) => {
        child.stdout?.once('data', () => {
          child.stdout?.destroy();
          resolve();
        });
      }),
  };
}

/** Resolves with the matching text once the pattern matches all that a stream has written. */
function matched(
  child: ChildProcess,
  stream: Readable | null,
  all: () => string,
  pattern: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const [said] = pattern.exec(all()) ?? [];
      if (said !== undefined) resolve(said);
    };
    stream?.on('data', look);
    child.on('close', () => reject(new Error(`it ended without saying ${pattern}: ${all()}`)));
    look();
  });
}

/** Runs the built launcher in a process of its own, with pipes instead of a terminal, until it ends. */
export function launch(
  argv: readonly string[],
  running: Service | undefined,
  options: LaunchOptions = {},
): Promise<Outcome> {
  return start(argv, running, options).outcome;
}
