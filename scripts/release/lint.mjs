// What others' tools say of a release, where this machine has them: lintian, shellcheck, shells, actionlint, ruby.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { completions } from './stage.mjs';
import { run, step } from './steps.mjs';

/** @param options.outdir where the release was built @param options.hasAuthor whether package.json says who maintains it */
export async function lint({ outdir, hasAuthor, all }) {
  const inOutdir = (...names) => names.map((name) => join(outdir, name));
  const debs = readdirSync(outdir).filter((name) => name.endsWith('.deb'));
  await step(
    'lintian finds no error in the Debian packages',
    // Without an author there is no address: that is told at the end.
    () =>
      void run('lintian', [
        '--allow-root',
        ...(hasAuthor ? [] : ['--suppress-tags', 'malformed-contact']),
        ...inOutdir(...debs),
      ]),
    'lintian',
  );
  const scripts = ['container/healthy.sh', ...inOutdir('install.sh')];
  await step(
    'shellcheck finds nothing in the shell scripts',
    () => {
      run('shellcheck', ['.ci/run', ...scripts]);
      run('shellcheck', ['--shell=bash', '-'], { input: completions().bash, stdio: 'pipe' });
    },
    'shellcheck',
  );
  for (const shell of ['dash', 'busybox', 'posh']) {
    const words = shell === 'busybox' ? ['sh', '-n'] : ['-n'];
    await step(
      `${shell} can read them`,
      () => scripts.forEach((one) => void run(shell, [...words, one])),
      shell,
    );
  }
  await step('actionlint finds nothing in the workflows', () => void run('actionlint', []), 'actionlint');
  if (all)
    await step(
      'ruby can read the Homebrew formula',
      () => void run('ruby', ['-c', ...inOutdir('exo-di.rb')]),
      'ruby',
    );
}
