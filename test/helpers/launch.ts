import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RunningSandbox } from '../../src/sandbox/index.js';
import { ownFolder } from './folder.js';
import type { Outcome } from './run.js';

/** The built launcher, as it is installed. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/exo-di.js', import.meta.url));

/** What is tried in place of it, the standalone program say; as a whole path, for commands run in folders of their own. */
export const OTHER = process.env.EXO_DI && resolve(process.env.EXO_DI);

/** The words that start the program. */
export const [EXECUTABLE, ...BEFORE]: readonly [string, ...string[]] = OTHER
  ? [OTHER]
  : [process.execPath, LAUNCHER];

/** A command that hangs is killed. */
const NOT_FOR_EVER = { timeout: 120_000, killSignal: 'SIGKILL' } as const;

/** What a launcher needs of this machine. */
export const MACHINE_ENV = {
  PATH: process.env.PATH ?? '',
  XDG_CACHE_HOME: process.env.EXO_DI_TEST_CACHE ?? '',
  EXO_DI_PRICES: 'off',
};

/** The environment of a shell in which the sandbox's lines were pasted; nothing of this machine's own settings. */
export function sandboxEnv(running: Service): Record<string, string> {
  return {
    ...MACHINE_ENV,
    EXOSCALE_API_ENDPOINT: running.endpoint,
    EXOSCALE_API_KEY: running.key,
    EXOSCALE_API_SECRET: running.secret,
  };
}

/** What a command is told of the service. */
export type Service = Pick<RunningSandbox, 'endpoint' | 'key' | 'secret'>;

export interface LaunchOptions {
  env?: Record<string, string>;
  stdin?: string | Buffer;
  cwd?: string;
  /** Its standard output goes to a disk on which nothing more fits, in place of a pipe. */
  stdout?: 'full';
}

/** A launcher that runs. */
export interface Launched {
  /** How it ended; a signal that ended it counts as a shell counts it, 128 + its number. */
  outcome: Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once it has said something like this on stderr, with what it said. */
  says(pattern: RegExp): Promise<string>;
  /** The same of stdout. */
  prints(pattern: RegExp): Promise<string>;
  /** Reads a little of its output and goes away, as `head -1` does. */
  closeOutput(): Promise<void>;
}

/** Starts the built launcher in a process of its own, with pipes in place of a terminal. */
export function start(
  argv: readonly string[],
  running: Service | undefined,
  options: LaunchOptions = {},
): Launched {
  // So no command knows of another's creations unless a test wants that.
  const env = { HOME: ownFolder(), ...(running ? sandboxEnv(running) : MACHINE_ENV), ...options.env };
  const child = spawn(EXECUTABLE, [...BEFORE, ...argv], {
    env,
    cwd: options.cwd,
    stdio: ['pipe', options.stdout === 'full' ? openSync('/dev/full', 'w') : 'pipe', 'pipe'],
    ...NOT_FOR_EVER,
  });
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
    says: (pattern) => told(child, child.stderr, () => stderr, pattern),
    prints: (pattern) => told(child, child.stdout, () => stdout, pattern),
    closeOutput: () =>
      new Promise((resolve) => {
        child.stdout?.once('data', () => {
          child.stdout?.destroy();
          resolve();
        });
      }),
  };
}

/** Resolves once a stream has told something like this, with what it told. */
function told(
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

/** Runs the built launcher in a process of its own, with pipes in place of a terminal. */
export function launch(
  argv: readonly string[],
  running: Service | undefined,
  options: LaunchOptions = {},
): Promise<Outcome> {
  return start(argv, running, options).outcome;
}
