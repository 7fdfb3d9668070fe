// Makes a clone ready to run: installs what the lock file says and builds dist/, each only when it is out of
// date. `npm run demo` and `npm test` call it, so that each of them alone is enough in a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Newest modification under the paths, in ms; folders count too, so that a deleted file is noticed. */
function newest(...paths) {
  let time = 0;
  for (const path of paths) {
    const stat = statSync(path);
    time = Math.max(time, stat.mtimeMs);
    if (stat.isDirectory()) time = Math.max(time, newest(...readdirSync(path).map((f) => `${path}/${f}`)), 0);
  }
  return time;
}

const installed = 'node_modules/.package-lock.json';
if (!existsSync(installed) || newest(installed) < newest('package-lock.json')) {
  // Through npm's own script when there is one: on Windows `npm` is not an executable file.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { stdio: ['ignore', 2, 2] };
  const done = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, options);
  if (done.status !== 0) {
    process.stderr.write('error: installing the dependencies failed; see above\n');
    process.exit(1);
  }
}

const built = 'dist/launch.cjs';
const forced = process.argv.includes('--force-build');
if (forced || !existsSync(built) || newest(built) < newest('src', 'scripts', 'package.json', installed)) {
  const { build } = await import('./build.mjs');
  await build();
}
