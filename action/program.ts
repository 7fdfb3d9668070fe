import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './runner.js';

/** exo-di as it lies beside the action. */
const LAUNCHER = join(__dirname, 'exo-di/bin/exo-di.js');

/** How a command ended, and what it printed. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** What the runner sends to the step's own process alone when the job is cancelled, some seconds before it kills it. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs exo-di, and passes on to it what ends this process: left alone, an `apply` would go on while the job's
 * deployment is ended.
 * @param show is given what it says as it comes
 */
export function runExoDi(
  line: readonly string[],
  env: Env,
  show: (text: string) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...line], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    // On Windows it has had the Ctrl-C of the console already, and would be killed.
    const pass = (signal: NodeJS.Signals) => void (process.platform === 'win32' || child.kill(signal));
    for (const signal of SIGNALS) process.on(signal, pass);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        show(text);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, pass);
      resolve({ code: code ?? 1, ...said });
    });
  });
}

/** The environment of exo-di with the credentials of this step. */
export function withCredentials(
  env: Env,
  { key, secret, endpoint }: { key: string; secret: string; endpoint: string },
): Record<string, string | undefined> {
  return {
    ...env,
    EXOSCALE_API_KEY: key,
    EXOSCALE_API_SECRET: secret,
    ...(endpoint === '' ? {} : { EXOSCALE_API_ENDPOINT: endpoint }),
  };
}

/** Makes a folder with a command `exo-di`, run by the runner's own Node. @returns the folder, for the PATH */
export function install(env: Env): string {
  const folder = join(env.RUNNER_TEMP ?? '.', 'exo-di');
  mkdirSync(folder, { recursive: true });
  const script = join(folder, 'exo-di');
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  writeFileSync(script, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(LAUNCHER)} "$@"\n`);
  chmodSync(script, 0o755);
  writeFileSync(`${script}.cmd`, `@"${process.execPath}" "${LAUNCHER}" %*\r\n`);
  return folder;
}
