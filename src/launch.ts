import { VERSION } from './version.js';

/** What `bin/exo-di.js` calls. */
export async function launch(): Promise<void> {
  const argv = process.argv.slice(2);
  // The version needs no command tree, and scripts ask for it often: nothing else is loaded for it.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`exo-di ${VERSION}\n`);
    return;
  }
  const { runProcess } = await import('./process.js');
  await runProcess(argv);
}
