// Runs the steps of release:check. It prints how each step ended, and keeps a list of the steps for which this machine
// lacks a program.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The steps that failed, and those that were not tried, with the reason. */
export const failures = [];
export const untried = [];

/** Runs a program. @returns what it printed @throws Error with what it printed if it fails */
export const run = (program, args, options = {}) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

/** Whether a program is on the PATH or, for an absolute path, whether it exists. */
export const has = (program) =>
  program.startsWith('/')
    ? existsSync(program)
    : spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;

/** Runs a step. @param needed the programs without which it is not tried */
export async function step(what, act, ...needed) {
  const missing = needed.filter((one) => !has(one));
  if (missing.length > 0) {
    untried.push(`${what}: there is no ${missing.join(', no ')}`);
    return console.log(`skip  ${untried.at(-1)}`);
  }
  const started = Date.now();
  try {
    const result = await act();
    console.log(
      `ok    ${what}${result ? `: ${result}` : ''} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
  } catch (error) {
    failures.push(what);
    console.log(`FAIL  ${what}: ${[error.stdout, error.stderr].join('\n').trim() || error.message}`);
  }
}
