import { VERSION } from './version.js';

/** What `bin/exo-di.js` calls. */
export async function launch(): Promise<void> {
  const argv = process.argv.slice(2);
  // The version needs no command tree, and scripts ask for it often: nothing else is loaded for it.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.on('error', (error: Error & { code?: unknown }) => {
      if (error.code === 'EPIPE') return;
      process.stderr.write(`error: the output could not be written: ${error.message}\n`);
      process.exitCode = 1;
    });
    process.stdout.write(`exo-di ${VERSION}\n`);
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
