import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunningSandbox } from '../../src/sandbox/index.js';
import type { Outcome } from './run.js';

/** The built launcher, as it is installed. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/exo-di.js', import.meta.url));

/** A command that hangs is ended, with code -1. */
const NOT_FOR_EVER = { timeout: 60_000, killSignal: 'SIGKILL' } as const;

/** The environment of a shell in which the sandbox's lines were pasted; nothing of this machine's own settings. */
export function sandboxEnv(
  running: Pick<RunningSandbox, 'endpoint' | 'key' | 'secret'>,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    EXOSCALE_API_ENDPOINT: running.endpoint,
    EXOSCALE_API_KEY: running.key,
    EXOSCALE_API_SECRET: running.secret,
  };
}

/** Runs the built launcher in a process of its own, with pipes in place of a terminal. */
export function launch(
  argv: readonly string[],
  running: Pick<RunningSandbox, 'endpoint' | 'key' | 'secret'> | undefined,
  options: { env?: Record<string, string>; stdin?: string; cwd?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = { ...(running ? sandboxEnv(running) : { PATH: process.env.PATH ?? '' }), ...options.env };
    const child = spawn(process.execPath, [LAUNCHER, ...argv], { env, cwd: options.cwd, ...NOT_FOR_EVER });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(options.stdin ?? '');
  });
}
