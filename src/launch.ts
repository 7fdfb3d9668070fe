import { writeSync } from 'node:fs';
import { VERSION } from './version.js';

export { load } from './code-cache/index.js';

/** What `bin/exo-di.js` calls. */
export async function launch(): Promise<void> {
  const argv = process.argv.slice(2);
  // The version needs no command tree, and scripts ask for it often: nothing else is loaded for it.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    printVersion();
    return;
  }
  // Somebody presses TAB and waits; what a shell asks is `complete … --`, which is no command of the tree.
  if (argv[0] === 'complete' && argv.includes('--')) {
    const { launchCompletion } = await import('./launch-completion.js');
    await launchCompletion(argv.slice(1));
  }
  const { runProcess } = await import('./process.js');
  await runProcess(argv);
}

/** Written directly: Node's stream for it would take longer than all the rest. */
function printVersion(): void {
  try {
    writeSync(1, `exo-di ${VERSION}\n`);
  } catch (error) {
    if (!(error instanceof Error) || ('code' in error && error.code === 'EPIPE')) return;
    process.stderr.write(`error: the output could not be written: ${error.message}\n`);
    process.exitCode = 1;
  }
}
