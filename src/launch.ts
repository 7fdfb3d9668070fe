import { writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Program } from './io/machine.js';
import { makeCacheFolder, userCache } from './io/user-cache.js';
import { writeProblem } from './io/write-problem.js';
import { VERSION } from './version.js';

/**
 * The entry point, called by `bin/exo-di.js` and by the standalone program.
 * @param prepare called before anything else is loaded, but not for the version
 */
export async function launch(
  program: Program = [process.execPath, ...process.argv.slice(1, 2)],
  prepare = keepCompiledCode,
): Promise<void> {
  const argv = process.argv.slice(2);
  // Scripts ask for the version often, so nothing is loaded for it.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    printVersion();
    return;
  }
  // NO_COLOR wins over FORCE_COLOR here. If both are set, Node would warn on a terminal that NO_COLOR is ignored.
  if (process.env.NO_COLOR) delete process.env.FORCE_COLOR;
  prepare();
  // `complete … --` comes from a shell while somebody waits after TAB: it is no command of the tree, and loads less.
  if (argv[0] === 'complete' && argv.includes('--')) {
    const { launchCompletion } = await import('./launch-completion.js');
    await launchCompletion(argv.slice(1), program);
  }
  const { runProcess } = await import('./process.js');
  await runProcess(argv, program);
}

/**
 * Lets Node (22.1 and newer) keep the code that V8 compiles for the next start. Nobody else may write to its folder,
 * because V8 runs whatever it finds there.
 */
function keepCompiledCode(): void {
  const module: object = process.getBuiltinModule('node:module');
  if (!('enableCompileCache' in module) || typeof module.enableCompileCache !== 'function') return;
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return;
  try {
    const cache = userCache({ env: process.env, platform: process.platform, home: homedir() });
    if (!cache) return;
    const folder = join(cache.folder, 'code');
    makeCacheFolder(folder, cache.inside);
    module.enableCompileCache(folder);
  } catch {
    // Kept code only saves time: if it cannot be kept, the next start compiles again.
  }
}

/** Written directly: Node's stream for it would take longer than all the rest. */
function printVersion(): void {
  try {
    writeSync(1, `exo-di ${VERSION}\n`);
  } catch (error) {
    if (!(error instanceof Error) || ('code' in error && error.code === 'EPIPE')) return;
    process.stderr.write(`error: the output could not be written: ${writeProblem(error)}\n`);
    process.exitCode = 1;
  }
}
