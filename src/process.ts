import { setMaxListeners } from 'node:events';
import { systemClock } from './clock.js';
import { ExoError, UsageError } from './errors.js';
import { exitCodeOf } from './exit-codes.js';
import { homeFolder } from './home.js';
import { fdStream } from './io/fd-stream.js';
import type { Program } from './io/machine.js';
import { main } from './main.js';

/** Connects `main` to the process's streams, signals and exit code, and ends the process. */
export async function runProcess(argv: readonly string[], program: Program): Promise<never> {
  const stdout = fdStream(1, () => process.stdout);
  let stderr: ReturnType<typeof fdStream> | undefined;
  // If the event loop is empty while the command's promise is still open, Node ends with exit code 0.
  process.once('beforeExit', () => {
    process.stderr.write('error: this is a bug in exo-di: it ended before its command did\n');
    process.exit(exitCodeOf('unexpected'));
  });
  const code = await main(argv, {
    endsWithProcess: true,
    stdin: () => process.stdin,
    stdout,
    stderr: () => {
      stderr ??= fdStream(2, () => process.stderr);
      return stderr;
    },
    env: process.env,
    platform: process.platform,
    home: homeFolder(),
    cwd: currentFolder,
    program,
    clock: systemClock,
    random: Math.random,
    signal: signalOfProcess(),
  });
  await Promise.all([stdout.flushed(), stderr?.flushed()]);
  // The process is ended here, because an open socket or timer would keep it running although the command is done.
  process.exit(code);
}

/** @throws UsageError if the folder was removed while the shell was in it */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new UsageError('the current folder is not there any more', {
      hint: 'go to one that is, as with: cd',
      cause,
    });
  }
}

/** Aborted by the first signal, with the error to end the command with. A second signal ends the process at once. */
function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  // Every open request listens to the signal, and Node would warn of a leak above ten listeners.
  setMaxListeners(0, controller.signal);
  const onSignal = (kind: 'interrupted' | 'terminated', message: string, code?: string) => () => {
    if (controller.signal.aborted) process.exit(exitCodeOf(kind));
    controller.abort(new ExoError(kind, message, { code }));
  };
  process.on('SIGINT', onSignal('interrupted', 'interrupted'));
  process.on('SIGTERM', onSignal('terminated', 'terminated'));
  process.on('SIGHUP', onSignal('terminated', 'the terminal went away', 'hangup'));
  return controller.signal;
}
