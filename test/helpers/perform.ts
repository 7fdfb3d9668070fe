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

/** A command that runs, wherever it does. */
export type Begun = Omit<Launched, 'closeOutput'>;

/** Every command is launched. */
export const LAUNCHES = LONG_RUN || OTHER !== undefined;

/**
 * Starts a command over real sockets and the real file system, of which its test says nothing that only a process of
 * its own could show. So it is `main` in this one that runs it, in a tenth of the time; the long run launches it, and
 * so does whoever tries another program.
 */
export const begin: (
  argv: readonly string[],
  running: Service | undefined,
  options?: LaunchOptions,
) => Begun = LAUNCHES ? start : beginHere;

/** Runs a command where `begin` starts it. */
export const perform = (...given: Parameters<typeof begin>) => begin(...given).outcome;

/** What a process makes of each signal that it is sent first. */
const ENDINGS: { [signal in NodeJS.Signals]?: () => ExoError } = {
  SIGINT: () => new ExoError('interrupted', 'interrupted'),
  SIGTERM: () => new ExoError('terminated', 'terminated'),
  SIGHUP: () => new ExoError('terminated', 'the terminal went away'),
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
  // Node itself reads the one when it starts; the program reads the other.
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

/** A stream that nobody looks at, and what is written there. */
function heard(disk?: 'full') {
  let text = '';
  const waiting = new Set<() => void>();
  const events = new EventEmitter();
  return {
    write(piece: string) {
      if (disk)
        return setImmediate(() => events.emit('error', new Error('ENOSPC: no space left on device, write')));
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
