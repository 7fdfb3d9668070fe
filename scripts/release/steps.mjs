// The steps of release:check: each is said with how it ended, and what this machine has no program for is kept to be told.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What failed, and what was not tried with the reason. */
export const failures = [];
export const untried = [];

/** Runs a program. @returns what it printed @throws Error with what it printed, where it fails */
export const run = (program, args, options = {}) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

/** Whether a program is on the PATH, or what an absolute path names is there. */
export const has = (program) =>
  program.startsWith('/')
    ? existsSync(program)
    : spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;

/** @param needed the programs without which it is not tried */
export async function step(what, act, ...needed) {
  const missing = needed.filter((one) => !has(one));
  if (missing.length > 0) {
    untried.push(`${what}: there is no ${missing.join(', no ')}`);
    return console.log(`skip  ${untried.at(-1)}`);
  }
  const started = Date.now();
  try {
    const said = await act();
    console.log(`ok    ${what}${said ? `: ${said}` : ''} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures.push(what);
    console.log(`FAIL  ${what}: ${[error.stdout, error.stderr].join('\n').trim() || error.message}`);
  }
}
