import { EventEmitter, setMaxListeners } from 'node:events';
import { isAbsolute } from 'node:path';
import { Readable } from 'node:stream';
import { systemClock } from '../../src/clock.js';
import { ExoError } from '../../src/errors.js';
import { main } from '../../src/main.js';
import { LONG_RUN, randomFrom, SEED } from './chance.js';
import { ownFolder } from './folder.js';
import {
  EXECUTABLE,
  LAUNCHER,
  type Launched,
  type LaunchOptions,
  MACHINE_ENV,
  OTHER,
  type Service,
  sandboxEnv,
  start,
} from './launch.js';

/** A running command, in this process or in one of its own. */
export type Begun = Omit<Launched, 'closeOutput'>;

/** Whether every command is launched in a process of its own. */
export const LAUNCHES = LONG_RUN || OTHER !== undefined;

/**
 * Starts a command over real sockets and the real file system, for tests that do not depend on a separate process. So
 * `main` runs it in this process, in a tenth of the time. In the long run, or if another program is tested, it is
 * launched in a process of its own.
 */
export const begin: (
  argv: readonly string[],
  running: Service | undefined,
  options?: LaunchOptions,
) => Begun = LAUNCHES ? start : beginHere;

/** Runs a command where `begin` starts it. */
export const perform = (...given: Parameters<typeof begin>) => begin(...given).outcome;

/** The error with which the program ends itself at the first signal of each kind. */
const ENDINGS: { [signal in NodeJS.Signals]?: () => ExoError } = {
  SIGINT: () => new ExoError('interrupted', 'interrupted'),
  SIGTERM: () => new ExoError('terminated', 'terminated'),
  SIGHUP: () => new ExoError('terminated', 'the terminal went away', { code: 'hangup' }),
};

function beginHere(
  argv: readonly string[],
  running: Service | undefined,
  options: LaunchOptions = {},
): Begun {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const surroundings = running ? sandboxEnv(running) : MACHINE_ENV;
  const env: Record<string, string> = { HOME: ownFolder(), ...surroundings, ...options.env };
  // Node reads NODE_EXTRA_CA_CERTS only when it starts, so the certificates are given to the program by SSL_CERT_FILE.
  if (env.NODE_EXTRA_CA_CERTS) env.SSL_CERT_FILE ??= env.NODE_EXTRA_CA_CERTS;
  const [stdout, stderr] = [heard(options.stdout), heard()];
  const outcome = main(argv, {
    stdin: () => Readable.from(options.stdin ? [options.stdin] : []),
    stdout,
    stderr: () => stderr,
    env,
    platform: process.platform,
    home: env.HOME && isAbsolute(env.HOME) ? env.HOME : undefined,
    cwd: () => options.cwd ?? process.cwd(),
    program: [EXECUTABLE, LAUNCHER],
    clock: systemClock,
    random: randomFrom(SEED),
    signal: controller.signal,
  }).then((code) => ({ code, stdout: stdout.text(), stderr: stderr.text() }));
  const unless = (pattern: RegExp) =>
    outcome.then((ended) => Promise.reject(new Error(`it ended without saying ${pattern}: ${ended.stderr}`)));
  return {
    outcome,
    kill: (signal) => controller.abort(ENDINGS[signal]?.()),
    says: (pattern) => Promise.race([stderr.hears(pattern), unless(pattern)]),
    prints: (pattern) => Promise.race([stdout.hears(pattern), unless(pattern)]),
  };
}

const FAILURES = {
  full: () => new Error('ENOSPC: no space left on device, write'),
  unread: () => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }),
};

/** An output stream that keeps what is written to it, unless each write fails, as on a full disk or an unread pipe. */
function heard(failure?: LaunchOptions['stdout']) {
  let text = '';
  const waiting = new Set<() => void>();
  const events = new EventEmitter();
  return {
    write(piece: string) {
      if (failure) return setImmediate(() => events.emit('error', FAILURES[failure]()));
      text += piece;
      for (const look of waiting) look();
      return true;
    },
    on: (event: 'error', listener: (error: Error) => void) => events.on(event, listener),
    text: () => text,
    hears: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const [said] = pattern.exec(text) ?? [];
          if (said === undefined) return;
          waiting.delete(look);
          resolve(said);
        };
        waiting.add(look);
        look();
      }),
  };
}
