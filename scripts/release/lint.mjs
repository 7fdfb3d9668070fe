// Checks a release with tools of others, if this machine has them: lintian, shellcheck, shells, actionlint, ruby.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { completions } from './stage.mjs';
import { run, step } from './steps.mjs';

/**
 * @param options.outdir where the release was built
 * @param options.hasAuthor whether package.json names an author, who is Debian's maintainer
 */
export async function lint({ outdir, hasAuthor, all }) {
  const inOutdir = (...names) => names.map((name) => join(outdir, name));
  const finds = (what, program, ...argv) =>
    step(what, () => argv.forEach((words) => void run(program, words)), program);
  const debs = readdirSync(outdir).filter((name) => name.endsWith('.deb'));
  // Without an author there is no address. The report at the end says so.
  const contact = hasAuthor ? [] : ['--suppress-tags', 'malformed-contact'];
  await finds('lintian finds no error in the Debian packages', 'lintian', [
    '--allow-root',
    ...contact,
    ...inOutdir(...debs),
  ]);
  const scripts = ['container/healthy.sh', ...inOutdir('install.sh')];
  await step(
    'shellcheck finds nothing in the shell scripts',
    () => {
      run('shellcheck', ['.ci/run', ...scripts]);
      run('shellcheck', ['--shell=bash', '-'], { input: completions().bash, stdio: 'pipe' });
    },
    'shellcheck',
  );
  for (const [shell, ...words] of [['dash'], ['busybox', 'sh'], ['posh']])
    await finds(`${shell} can read them`, shell, ...scripts.map((one) => [...words, '-n', one]));
  await finds('actionlint finds nothing in the workflows', 'actionlint', []);
  if (all) await finds('ruby can read the Homebrew formula', 'ruby', ['-c', ...inOutdir('exo-di.rb')]);
}
